package io.quarry.cli.view;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A column of a table.
 *
 * @param title head
 * @param path names of JSON fields, from the outside in
 */
public record Column(String title, List<String> path) {
    /** A field by its path, dots between; the last name, in capitals, is the head. */
    public static Column of(String path) {
        List<String> names = List.of(path.split("\\."));
        return new Column(names.get(names.size() - 1).replace('_', ' ').toUpperCase(Locale.ROOT), names);
    }

    public static List<Column> of(String first, String... more) {
        List<Column> columns = new ArrayList<>(List.of(of(first)));
        for (String path : more) {
            columns.add(of(path));
        }
        return columns;
    }

    JsonNode value(JsonNode row) {
        JsonNode value = row;
        for (String name : path) {
            value = value.path(name);
        }
        return value;
    }
}
