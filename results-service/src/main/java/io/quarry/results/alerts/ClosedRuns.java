package io.quarry.results.alerts;

import io.quarry.results.query.RunQueries;
import io.quarry.results.store.Store;
import io.quarry.results.store.StoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/**
 * Notes which runs are over: every task has its outcome and none is waited for. A run is noted once; what happens to it
 * later (a late asset of a run that is still open) does not close it a second time.
 */
@Component
public final class ClosedRuns {
    private static final String NOTE = """
            INSERT INTO store.closed_runs SELECT run_id, ?::TIMESTAMPTZ FROM runs r
            WHERE NOT EXISTS (FROM store.closed_runs c WHERE c.run_id = r.run_id) AND """ + RunQueries.DONE;

    /** Closed since the rule is there, and not looked at by it yet. */
    private static final String DUE = """
            SELECT c.run_id, r.hunt_id, r.job, r.targeted FROM store.closed_runs c
            JOIN store.alert_rules a ON a.name = ? AND c.closed_at > a.created_at
            JOIN runs r ON r.run_id = c.run_id
            WHERE NOT EXISTS (FROM store.evaluations e WHERE e.rule = a.name AND e.run_id = c.run_id)
            ORDER BY c.closed_at, c.run_id""";

    private static final String OUTCOMES =
            "SELECT coalesce(outcome, 'PENDING'), count(*) FROM coverage WHERE run_id = ? GROUP BY 1";

    private static final String EARLIER = """
            SELECT e.run_id FROM runs e JOIN runs r ON e.hunt_id = r.hunt_id AND e.fired_at < r.fired_at AND e.job = r.job
            WHERE r.run_id = ? AND e.targeted > 0 AND e.retired_at IS NULL ORDER BY e.fired_at DESC LIMIT 1""";

    private final Store store;

    public ClosedRuns(Store store) {
        this.store = store;
    }

    /** A run that is over.
     * @param targeted tasks that it had */
    record Run(String id, String huntId, String job, long targeted) {}

    /** Notes the runs that are over and were not noted before. */
    void note() {
        store.writeBeside(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(NOTE)) {
                statement.setString(1, Instant.now().toString());
                statement.execute();
            }
        });
    }

    /** Runs that a rule has still to look at, in the order in which they closed. */
    List<Run> due(String rule) {
        return ask(DUE, rule, rows -> {
            List<Run> due = new ArrayList<>();
            while (rows.next()) {
                due.add(new Run(rows.getString(1), rows.getString(2), rows.getString(3), rows.getLong(4)));
            }
            return due;
        });
    }

    /** Outcomes of a run's tasks, with their numbers. */
    SortedMap<String, Long> outcomes(String run) {
        return ask(OUTCOMES, run, rows -> {
            SortedMap<String, Long> outcomes = new TreeMap<>();
            while (rows.next()) {
                outcomes.put(rows.getString(1), rows.getLong(2));
            }
            return outcomes;
        });
    }

    /** The run of the same hunt that was fired before, and still has its findings. */
    Optional<String> earlier(String run) {
        return ask(EARLIER, run, rows -> rows.next() ? Optional.of(rows.getString(1)) : Optional.empty());
    }

    @FunctionalInterface
    private interface Reader<T> {
        T read(ResultSet rows) throws SQLException;
    }

    private <T> T ask(String sql, String parameter, Reader<T> reader) {
        try (Connection connection = store.reader();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, parameter);
            try (ResultSet rows = statement.executeQuery()) {
                return reader.read(rows);
            }
        } catch (SQLException e) {
            throw new StoreException("the store does not say which runs are over", e);
        }
    }
}
