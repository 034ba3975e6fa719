package io.quarry.results.query;

import io.quarry.results.store.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.springframework.stereotype.Component;

/**
 * The only way from here to the store: each question gets a connection of its own and one read-only transaction, so it
 * sees one state of the store, can't change it and does not block who writes.
 */
@Component
public final class ReadOnlyStore {
    /** The longest a query may take. */
    public static final Duration LIMIT = Duration.ofSeconds(30);

    private final Store store;
    private final Duration limit;

    /** @throws IllegalStateException when the database is not locked: then no SQL of users may come near it */
    @org.springframework.beans.factory.annotation.Autowired
    public ReadOnlyStore(Store store) {
        this(store, LIMIT);
    }

    ReadOnlyStore(Store store, Duration limit) {
        this.store = store;
        this.limit = limit;
        if (!locked()) {
            throw new IllegalStateException(
                    "the store must be opened with enable_external_access=false and lock_configuration=true");
        }
    }

    /** What is asked within one transaction. */
    @FunctionalInterface
    public interface Question<T> {
        T ask(Connection connection) throws SQLException, IOException;
    }

    public Duration limit() {
        return limit;
    }

    /** @throws UncheckedIOException when the answer can't be passed on
     * @throws UnansweredException when the store fails */
    public <T> T read(Question<T> question) {
        try (Connection connection = store.reader()) {
            run(connection, "BEGIN TRANSACTION READ ONLY");
            try {
                return question.ask(connection);
            } finally {
                run(connection, "ROLLBACK");
            }
        } catch (SQLException e) {
            throw new UnansweredException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean locked() {
        return read(connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row =
                            statement.executeQuery("SELECT NOT current_setting('enable_external_access')::BOOLEAN"
                                    + " AND current_setting('lock_configuration')::BOOLEAN")) {
                return row.next() && row.getBoolean(1);
            }
        });
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
