package io.quarry.results.query;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Whether SQL of a user may run, judged on the syntax tree that DuckDB's own parser makes of it ({@code
 * json_serialize_sql}), so that no comment or quote can hide anything. It is the first of several bolts: what passes
 * runs in a read-only transaction of a database without access to files or network and with locked settings.
 *
 * <p>Table functions are allowed by name, because some read memory, files or settings; the same holds for catalogue
 * tables. Scalar functions are allowed but for those that do something or say something about the process.
 */
final class SqlGuard {
    /** Characters a statement may have. */
    static final int MAX_LENGTH = 100_000;

    private static final String SERIALIZE =
            "SELECT json_serialize_sql(?, skip_null := true, skip_empty := true, skip_default := true)";
    private static final String ONE_QUERY = "one SELECT, WITH, FROM or DESCRIBE statement is allowed, nothing else";
    private static final String ONE_CONDITION =
            "must be one condition over the job's columns, without subqueries, windows, * or parameters";

    private static final Set<String> NODES =
            Set.of("SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE");
    private static final Set<String> TABLE_FUNCTIONS = Set.of(
            "range",
            "generate_series",
            "unnest",
            "repeat",
            "json_each",
            "json_tree",
            "duckdb_tables",
            "duckdb_views",
            "duckdb_columns");
    private static final Set<String> CATALOGUE_TABLES = Set.of("duckdb_tables", "duckdb_views", "duckdb_columns");
    private static final Set<String> REFUSED_FUNCTIONS = Set.of(
            "add_parquet_key",
            "currval",
            "current_query",
            "current_setting",
            "getenv",
            "getvariable",
            "json_execute_serialized_sql",
            "json_serialize_plan",
            "nextval",
            "pg_sleep",
            "setseed",
            "setval",
            "sleep_ms",
            "stats",
            "vector_type",
            "write_log");
    private static final Set<String> PLAIN_SELECT =
            Set.of("type", "cte_map", "select_list", "from_table", "aggregate_handling");
    private static final Set<String> NOT_IN_CONDITIONS = Set.of("SUBQUERY", "WINDOW", "STAR", "PARAMETER");
    private static final JsonMapper JSON = JsonMapper.shared();

    private SqlGuard() {}

    /** @return why the statement may not run; empty when it may */
    static Optional<String> query(Connection connection, String sql) throws SQLException {
        Optional<String> unreadable = text(sql);
        return unreadable.isPresent() ? unreadable : tree(serialize(connection, sql));
    }

    /** @return why the text may not stand after WHERE; empty when it may */
    static Optional<String> condition(Connection connection, String condition) throws SQLException {
        Optional<String> unreadable = text(condition);
        if (unreadable.isPresent()) {
            return unreadable;
        }
        JsonNode parsed = serialize(connection, "SELECT (\n" + condition + "\n) AS verdict");
        Optional<String> refused = tree(parsed);
        if (refused.isPresent()) {
            return refused;
        }
        JsonNode select = parsed.at("/statements/0/node");
        JsonNode verdict = select.at("/select_list/0");
        boolean single = PLAIN_SELECT.containsAll(select.propertyNames())
                && select.path("cte_map").isEmpty()
                && select.path("select_list").size() == 1
                && verdict.path("alias").asString("").equals("verdict")
                && select.at("/from_table/type").asString("").equals("EMPTY")
                && select.path("aggregate_handling").asString("").equals("STANDARD_HANDLING");
        return single && !contains(verdict, NOT_IN_CONDITIONS) ? Optional.empty() : Optional.of(ONE_CONDITION);
    }

    private static Optional<String> text(String sql) {
        if (sql.isBlank()) {
            return Optional.of("must not be empty");
        }
        if (sql.length() > MAX_LENGTH) {
            return Optional.of("must have at most " + MAX_LENGTH + " characters; this has " + sql.length());
        }
        if (sql.indexOf('\0') >= 0) { // the parser would stop there and never see the rest
            return Optional.of("must not contain the character NUL");
        }
        return Optional.empty();
    }

    private static JsonNode serialize(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SERIALIZE)) {
            statement.setString(1, sql);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return JSON.readTree(row.getString(1));
            }
        }
    }

    private static Optional<String> tree(JsonNode parsed) {
        if (parsed.path("error").asBoolean(true)) {
            boolean syntax = parsed.path("error_type").asString("").equals("parser");
            return Optional.of(syntax ? syntaxError(parsed) : ONE_QUERY);
        }
        return parsed.path("statements").size() == 1 ? refused(parsed) : Optional.of(ONE_QUERY);
    }

    private static String syntaxError(JsonNode parsed) {
        String position = parsed.path("position").asString("");
        return "Parser Error: " + parsed.path("error_message").asString("")
                + (position.isEmpty() ? "" : " (at character " + position + ")");
    }

    private static Optional<String> refused(JsonNode node) {
        Optional<String> here = node.isObject() ? refusedHere(node) : Optional.empty();
        if (here.isPresent()) {
            return here;
        }
        for (JsonNode child : node) {
            Optional<String> below = refused(child);
            if (below.isPresent()) {
                return below;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> refusedHere(JsonNode node) {
        String type = node.path("type").asString("");
        if (type.endsWith("_NODE") && !NODES.contains(type)) {
            return Optional.of(ONE_QUERY);
        }
        if (type.equals("TABLE_FUNCTION")) {
            String name = name(node.path("function"), "function_name");
            return TABLE_FUNCTIONS.contains(name)
                    ? Optional.empty()
                    : Optional.of("table function " + name + " is not allowed");
        }
        if (type.equals("BASE_TABLE")) {
            String name = name(node, "table_name");
            if (name.indexOf('/') >= 0 || name.indexOf('\\') >= 0) { // the database would take it for a file
                return Optional.of("table " + name + " is not allowed: there are no files");
            }
            boolean catalogue = name.startsWith("pg_") || name.startsWith("duckdb_") || name.startsWith("pragma_");
            return catalogue && !CATALOGUE_TABLES.contains(name)
                    ? Optional.of("catalogue table " + name + " is not allowed")
                    : Optional.empty();
        }
        String function = name(node, "function_name");
        return REFUSED_FUNCTIONS.contains(function)
                ? Optional.of("function " + function + " is not allowed")
                : Optional.empty();
    }

    private static String name(JsonNode node, String field) {
        return node.path(field).asString("").toLowerCase(Locale.ROOT);
    }

    private static boolean contains(JsonNode node, Set<String> classes) {
        if (classes.contains(node.path("class").asString(""))) {
            return true;
        }
        for (JsonNode child : node) {
            if (contains(child, classes)) {
                return true;
            }
        }
        return false;
    }
}
