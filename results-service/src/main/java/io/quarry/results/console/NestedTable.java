package io.quarry.results.console;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * A list of records as a table: modules, handles, connections, triggers.
 *
 * @param columns members that any of the records has a value for
 * @param records of the list
 */
public record NestedTable(List<String> columns, JsonNode records) {
    /** Where a record has more, a table of it is wider than a list of names and values is long. */
    private static final int WIDEST = 9;

    private static final Set<String> HEXADECIMAL = Set.of("base", "access_mask");

    public NestedTable {
        columns = List.copyOf(columns);
    }

    /** Whether a table reads better than a list. */
    public static boolean fits(JsonNode value) {
        return value.isArray()
                && value.size() > 1
                && value.valueStream().allMatch(JsonNode::isObject)
                && columnsOf(value).size() <= WIDEST;
    }

    public static NestedTable of(JsonNode value) {
        return new NestedTable(new ArrayList<>(columnsOf(value)), value);
    }

    private static Set<String> columnsOf(JsonNode value) {
        Set<String> columns = new LinkedHashSet<>();
        value.forEach(record -> record.properties().stream()
                .filter(p -> !Show.empty(p.getValue()))
                .forEach(p -> columns.add(p.getKey())));
        return columns;
    }

    /** A value as its column is read best: addresses and masks in hexadecimal, sizes in units. */
    public static String text(String column, JsonNode value) {
        if (value.isIntegralNumber() && HEXADECIMAL.contains(column)) {
            return "0x" + Long.toHexString(value.asLong());
        }
        return value.isIntegralNumber() && bytes(column) ? Show.bytes(value.asLong()) : Show.line(value);
    }

    private static boolean bytes(String column) {
        String name = column.toLowerCase(Locale.ROOT);
        return name.equals("size") || name.endsWith("_bytes");
    }
}
