package io.quarry.results.store;

import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/** Appends rows to one of the store's own tables, in the transaction that the connection is in. */
public final class Rows implements AutoCloseable {
    private final DuckDBAppender appender;

    private Rows(DuckDBAppender appender) {
        this.appender = appender;
    }

    /** @param table of the schema {@code store} */
    public static Rows of(DuckDBConnection connection, String table) throws SQLException {
        return new Rows(connection.createAppender("store", table));
    }

    /** A temporary table with the columns of one of the store's tables, empty; for what is merged afterwards. */
    public static Rows staged(DuckDBConnection connection, String name, String table) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("CREATE OR REPLACE TEMP TABLE " + name + " AS SELECT * FROM store." + table + " LIMIT 0");
        }
        return new Rows(connection.createAppender("temp", "main", name));
    }

    /** @param values texts, numbers, bytes and instants, in the order of the table's columns */
    public void add(@Nullable Object... values) throws SQLException {
        appender.beginRow();
        for (Object value : values) {
            append(value);
        }
        appender.endRow();
    }

    private void append(@Nullable Object value) throws SQLException {
        if (value == null) {
            appender.appendNull();
        } else if (value instanceof String text) {
            appender.append(text);
        } else if (value instanceof Long number) {
            appender.append(number.longValue());
        } else if (value instanceof Integer number) {
            appender.append(number.intValue());
        } else if (value instanceof Instant instant) {
            appender.appendEpochMicros(ChronoUnit.MICROS.between(Instant.EPOCH, instant));
        } else if (value instanceof byte[] bytes) {
            appender.append(bytes);
        } else {
            throw new IllegalArgumentException("no column takes a " + value.getClass());
        }
    }

    @Override
    public void close() throws SQLException {
        appender.close();
    }
}
