package io.quarry.cli.view;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;

/** Comma-separated values (RFC 4180): the first row's fields are the head, nested values are JSON. */
public final class Csv {
    private final PrintWriter out;
    private List<String> head = List.of();

    public Csv(PrintWriter out) {
        this.out = out;
    }

    public void add(JsonNode row) {
        if (head.isEmpty()) {
            head = row.properties().stream().map(e -> e.getKey()).toList();
            line(head);
        }
        line(head.stream().map(name -> text(row.path(name))).toList());
    }

    private void line(List<String> values) {
        out.print(values.stream().map(Csv::quoted).collect(Collectors.joining(",")));
        out.print("\r\n");
    }

    private static String text(JsonNode value) {
        if (value.isNull() || value.isMissingNode()) {
            return "";
        }
        return value.isValueNode() ? value.asText() : value.toString();
    }

    private static String quoted(String value) {
        return value.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
                ? '"' + value.replace("\"", "\"\"") + '"'
                : value;
    }
}
