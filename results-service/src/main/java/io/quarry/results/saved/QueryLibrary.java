package io.quarry.results.saved;

import io.quarry.results.query.SavedQueries;
import io.quarry.results.query.UnknownIdException;
import io.quarry.results.store.Store;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Changes which queries there are. */
@Component
public final class QueryLibrary {
    private final Store store;
    private final SavedQueries queries;

    public QueryLibrary(Store store, SavedQueries queries) {
        this.store = store;
        this.queries = queries;
    }

    /**
     * Saves a query, or replaces the one of that name.
     *
     * @param name checked by the caller
     * @param description for people; null for none
     * @throws io.quarry.results.query.RefusedQueryException when it could not run
     */
    public void save(String name, String sql, @Nullable String description) {
        queries.check(sql);
        store.writeBeside(connection -> {
            delete(connection, name);
            try (PreparedStatement statement =
                    connection.prepareStatement("INSERT INTO store.saved_queries VALUES (?, ?, ?, ?::TIMESTAMPTZ)")) {
                statement.setString(1, name);
                statement.setString(2, sql);
                statement.setString(3, description);
                statement.setString(4, Instant.now().toString());
                statement.execute();
            }
        });
    }

    /** @throws UnknownIdException when there is none of that name */
    public void delete(String name) {
        if (queries.find(name).isEmpty()) {
            throw new UnknownIdException("query", name);
        }
        store.writeBeside(connection -> delete(connection, name));
    }

    private static void delete(DuckDBConnection connection, String name) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("DELETE FROM store.saved_queries WHERE name = ?")) {
            statement.setString(1, name);
            statement.execute();
        }
    }
}
