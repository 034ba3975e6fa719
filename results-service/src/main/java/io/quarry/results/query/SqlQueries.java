package io.quarry.results.query;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import tools.jackson.core.JsonGenerator;

/** SQL of users: one query, read-only, with an end to its time and to its rows. */
@Component
public final class SqlQueries {
    /** Rows of an answer at most; one that has more says so. */
    public static final int MAX_ROWS = 100_000;

    private static final String FIELD = "sql";

    private final ReadOnlyStore store;

    public SqlQueries(ReadOnlyStore store) {
        this.store = store;
    }

    /**
     * Writes {@code {"columns": [...], "rows": [[...], ...]}}, and, when there were more than {@value #MAX_ROWS} rows,
     * {@code "truncated": true, "max_rows": n}.
     *
     * @throws RefusedQueryException when it is not a query that may run, the database says that it is wrong, or it took
     *     too long
     */
    public void answer(String sql, JsonGenerator out) {
        answer(sql, MAX_ROWS, out);
    }

    /** The same with a bound of the caller's, at most {@value #MAX_ROWS} rows. */
    public void answer(String sql, int most, JsonGenerator out) {
        store.read(connection -> {
            Optional<String> refusal = SqlGuard.query(connection, sql);
            if (refusal.isPresent()) {
                throw new RefusedQueryException(FIELD, sql, refusal.get());
            }
            try {
                List<String> columns = columns(connection, sql);
                Statements.query(
                        connection,
                        store.limit(),
                        bounded(sql, most),
                        List.of(),
                        rows -> write(columns, rows, most, out));
            } catch (SQLException | QueryTimeoutException e) {
                throw new RefusedQueryException(FIELD, sql, String.valueOf(e.getMessage()));
            }
            return sql;
        });
    }

    /** As the user named them: the bound below would rename those that come twice. */
    private static List<String> columns(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            ResultSetMetaData meta = statement.getMetaData();
            List<String> names = new ArrayList<>();
            for (int i = 1; i <= meta.getColumnCount(); i++) {
                names.add(meta.getColumnLabel(i));
            }
            return names;
        }
    }

    /** {@code query()} parses the text on its own: no bracket, comment or semicolon in it reaches what is around it. */
    private static String bounded(String sql, int most) {
        return "SELECT * FROM query('" + sql.replace("'", "''") + "') LIMIT " + (most + 1);
    }

    private static int write(List<String> columns, ResultSet rows, int most, JsonGenerator out) throws SQLException {
        RowJson row = new RowJson(rows);
        out.writeStartObject();
        out.writeName("columns");
        out.writeStartArray();
        columns.forEach(out::writeString);
        out.writeEndArray();
        out.writeName("rows");
        out.writeStartArray();
        int written = 0;
        boolean more = rows.next();
        while (more && written < most) {
            row.array(out);
            written++;
            more = rows.next();
        }
        out.writeEndArray();
        if (more) {
            out.writeBooleanProperty("truncated", true);
            out.writeNumberProperty("max_rows", most);
        }
        out.writeEndObject();
        return written;
    }
}
