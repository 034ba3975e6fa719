package io.quarry.cli.sql;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/** Offers words of SQL, and the names of views and columns, as the store itself lists them when they are first needed. */
final class SqlCompletion implements Completer {
    private static final String NAMES = "SELECT DISTINCT unnest([table_name, column_name]) FROM duckdb_columns()"
            + " WHERE schema_name = 'main' AND NOT internal";
    private static final List<String> WORDS = List.of(
            "SELECT",
            "FROM",
            "WHERE",
            "GROUP BY",
            "ORDER BY",
            "HAVING",
            "LIMIT",
            "JOIN",
            "LEFT JOIN",
            "USING",
            "ON",
            "WITH",
            "AS",
            "AND",
            "OR",
            "NOT",
            "IN",
            "IS NULL",
            "IS NOT NULL",
            "LIKE",
            "ILIKE",
            "BETWEEN",
            "DISTINCT",
            "count(*)",
            "min(",
            "max(",
            "sum(",
            "unnest(",
            "DESCRIBE",
            "SHOW TABLES",
            "SUMMARIZE",
            "DESC",
            "ASC");

    private final Function<String, JsonNode> ask;
    private final SortedSet<String> names = new TreeSet<>();

    /** @param ask answers a query as {@code POST /api/sql} does */
    SqlCompletion(Function<String, JsonNode> ask) {
        this.ask = ask;
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        offer(line, candidates);
    }

    void offer(ParsedLine line, List<Candidate> candidates) {
        String typed = line.word().toLowerCase(Locale.ROOT);
        WORDS.stream().filter(word -> starts(word, typed)).map(Candidate::new).forEach(candidates::add);
        names().stream().filter(name -> starts(name, typed)).map(Candidate::new).forEach(candidates::add);
    }

    private static boolean starts(String word, String typed) {
        return word.toLowerCase(Locale.ROOT).startsWith(typed);
    }

    private SortedSet<String> names() {
        if (names.isEmpty()) {
            ask.apply(NAMES).path("rows").forEach(row -> names.add(row.path(0).asText()));
        }
        return names;
    }
}
