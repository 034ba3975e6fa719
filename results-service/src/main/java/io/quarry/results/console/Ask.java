package io.quarry.results.console;

import io.quarry.results.query.SqlQueries;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Figures that no list of the API has, by the same guarded SQL that users may ask. */
@Component
final class Ask {
    private final SqlQueries queries;

    Ask(SqlQueries queries) {
        this.queries = queries;
    }

    /** Rows as arrays of values. */
    JsonNode rows(String sql) {
        return Pages.answer(out -> queries.answer(sql, out)).path("rows");
    }

    /** Text as a literal. */
    static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    static String name(String column) {
        return '"' + column.replace("\"", "\"\"") + '"';
    }
}
