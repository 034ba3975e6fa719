package io.quarry.results.console;

import io.quarry.schemas.Job;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Conditions over a job's columns, as the API's {@code where} takes them. */
final class Conditions {
    /** Words of SQL that jobs use for columns. */
    private static final Set<String> RESERVED =
            Set.of("all", "check", "column", "default", "end", "group", "order", "table", "user");

    private Conditions() {}

    /** Both, when there are two. */
    static String and(String one, String other) {
        if (one.isBlank() || other.isBlank()) {
            return one.isBlank() ? other : one;
        }
        return (one.toLowerCase(Locale.ROOT).contains(" or ") ? "(" + one + ")" : one) + " AND " + other;
    }

    /** Rows in which any of these columns holds the text, in whatever case. */
    static String contains(List<String> columns, String text) {
        String all =
                columns.stream().map(c -> "CAST(" + path(c) + " AS VARCHAR)").collect(Collectors.joining(", "));
        return "contains(lower(concat_ws(' ', " + all + ")), lower(" + Ask.literal(text) + "))";
    }

    /** Rows with this value.
     * @param column dots lead into records */
    static String is(Job job, String column, JsonNode value) {
        if (value.isNull() || value.isMissingNode()) {
            return path(column) + " IS NULL";
        }
        if (value.isContainer()) {
            return "CAST(to_json(" + path(column) + ") AS VARCHAR) = " + Ask.literal(value.toString());
        }
        return path(column) + " = " + (value.isString() ? text(job, column, value.asString()) : value.asString(""));
    }

    private static String text(Job job, String column, String value) {
        boolean instant = job.column(column)
                .map(f -> Columns.kind(f.schema()) == Columns.Kind.INSTANT)
                .orElse(false);
        return (instant ? "TIMESTAMPTZ " : "") + Ask.literal(value);
    }

    private static String path(String column) {
        return Arrays.stream(column.split("\\.", -1)).map(Conditions::name).collect(Collectors.joining("."));
    }

    /** Plain where it can be: people read and write these. */
    private static String name(String column) {
        return column.matches("[a-z][a-z0-9_]*") && !RESERVED.contains(column) ? column : Ask.name(column);
    }
}
