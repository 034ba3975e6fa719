package io.quarry.cli.view;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

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

    /** A field whose name may itself hold dots. */
    public static Column named(String field) {
        return new Column(field.replace('_', ' ').toUpperCase(Locale.ROOT), List.of(field));
    }

    public static List<Column> all(String... paths) {
        return Stream.of(paths).map(Column::of).toList();
    }

    JsonNode value(JsonNode row) {
        JsonNode value = row;
        for (String name : path) {
            value = value.path(name);
        }
        return value;
    }
}
