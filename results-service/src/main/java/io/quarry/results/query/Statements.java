package io.quarry.results.query;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.List;

/** Runs one statement within the time that a query may take. */
final class Statements {
    private Statements() {}

    /** What is done with the rows; they are gone afterwards. */
    @FunctionalInterface
    interface Reader<T> {
        T read(ResultSet rows) throws SQLException;
    }

    /** @throws QueryTimeoutException when it was cancelled for its time */
    static <T> T query(Connection connection, Duration limit, String sql, List<?> parameters, Reader<T> reader)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setQueryTimeout((int) limit.toSeconds());
            for (int i = 0; i < parameters.size(); i++) {
                statement.setObject(i + 1, parameters.get(i));
            }
            try (ResultSet rows = execute(statement, limit)) {
                return reader.read(rows);
            }
        }
    }

    /**
     * Runs a statement that writes a file, for as long as it takes; it ends when its client goes.
     *
     * @return rows written
     */
    static long copy(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql);
                RunningStatements.Running running = RunningStatements.begin(statement)) {
            return statement.executeLargeUpdate();
        }
    }

    private static ResultSet execute(PreparedStatement statement, Duration limit) throws SQLException {
        try (RunningStatements.Running running = RunningStatements.begin(statement)) {
            return statement.executeQuery();
        } catch (SQLTimeoutException e) {
            throw new QueryTimeoutException(limit, e);
        }
    }
}
