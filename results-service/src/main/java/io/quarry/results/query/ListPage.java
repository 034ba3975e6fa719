package io.quarry.results.query;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/**
 * Writes one page of a list, {@code {"items": [...], "next": cursor or null}}, row by row. The statement gives the keys
 * of its order as the first columns, which are not shown, and one row more than the page has, which tells whether there
 * is a next page.
 *
 * @param scope what the cursor is good for
 * @param keys number of key columns
 * @param limit rows of the page
 */
record ListPage(String scope, int keys, int limit) {
    /** Writes the columns of one item into an object that is open. */
    @FunctionalInterface
    interface Item {
        void write(JsonGenerator out, RowJson row) throws SQLException;
    }

    void write(Connection connection, Duration time, String sql, List<?> parameters, JsonGenerator out)
            throws SQLException {
        write(connection, time, sql, parameters, out, (o, row) -> row.fields(o, keys + 1));
    }

    void write(Connection connection, Duration time, String sql, List<?> parameters, JsonGenerator out, Item item)
            throws SQLException {
        List<Object> all = new ArrayList<>(parameters);
        all.add(limit + 1);
        Statements.query(connection, time, sql + " LIMIT ?", all, rows -> {
            page(rows, out, item);
            return limit;
        });
    }

    private void page(ResultSet rows, JsonGenerator out, Item item) throws SQLException {
        RowJson row = new RowJson(rows);
        List<String> last = List.of();
        int written = 0;
        out.writeStartObject();
        out.writeName("items");
        out.writeStartArray();
        boolean more = rows.next();
        while (more && written < limit) {
            out.writeStartObject();
            item.write(out, row);
            out.writeEndObject();
            last = row.texts(keys);
            written++;
            more = rows.next();
        }
        out.writeEndArray();
        out.writeName("next");
        if (more) {
            out.writeString(new Cursor(scope, last).text());
        } else {
            out.writeNull();
        }
        out.writeEndObject();
    }
}
