package io.quarry.results.ingest;

import io.quarry.results.store.Rows;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * The attempts whose rows are coming in. The table only grows while a task runs (a line for each batch and attempt, the
 * last counts): appending costs a tenth of updating in place, and {@link #tidy} drops what is past.
 */
final class Attempts {
    /** Tasks kept in memory; others are read again from the store when they go on. */
    private static final int KEPT = 100_000;

    private static final class Task {
        private final Map<Integer, Attempt> attempts = new HashMap<>();
        private @Nullable Integer settled;
    }

    private final Map<String, Task> tasks = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<String, String> wanted = new HashMap<>();
    private final Set<Attempt> changed = new LinkedHashSet<>();
    private long version;

    private Attempts(long version) {
        this.version = version;
    }

    static Attempts load(DuckDBConnection connection) throws SQLException {
        try (var statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT coalesce(max(version), 0) FROM store.attempts")) {
            rows.next();
            return new Attempts(rows.getLong(1));
        }
    }

    /** Drops lines of attempts that nothing will be added to, and all but the last line of the others. */
    static void tidy(DuckDBConnection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("DELETE FROM store.attempts WHERE task_id IN (SELECT task_id FROM store.settlements)");
            statement.execute("DELETE FROM store.attempts a USING (SELECT task_id, attempt, max(version) AS last"
                    + " FROM store.attempts GROUP BY ALL) l WHERE a.task_id = l.task_id AND a.attempt = l.attempt"
                    + " AND a.version < l.last");
        }
    }

    /** Says that a task will be asked for, so that all are read in one go. */
    void want(String runId, String taskId) {
        if (!tasks.containsKey(taskId)) {
            wanted.put(taskId, runId);
        }
    }

    void loadWanted(DuckDBConnection connection) throws SQLException {
        if (wanted.isEmpty()) {
            return;
        }
        wanted.keySet().forEach(id -> tasks.put(id, new Task()));
        loadRows(connection);
        loadSettled(connection);
        wanted.clear();
    }

    private void loadRows(DuckDBConnection connection) throws SQLException {
        String sql = "SELECT run_id, task_id, attempt, asset_id, next_seq, rows, bytes, duplicates, digest"
                + " FROM store.attempts WHERE " + InIds.CONDITION + " ORDER BY version";
        try (PreparedStatement statement = InIds.prepare(connection, sql, wanted);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                AttemptRow row = new AttemptRow(
                        rows.getString(1),
                        rows.getString(2),
                        rows.getInt(3),
                        rows.getString(4),
                        rows.getLong(5),
                        rows.getLong(6),
                        rows.getLong(7),
                        rows.getLong(8),
                        rows.getBytes(9));
                task(row.taskId()).attempts.put(row.number(), Attempt.stored(row));
            }
        }
    }

    private void loadSettled(DuckDBConnection connection) throws SQLException {
        String sql = "SELECT task_id, attempt FROM store.settlements WHERE " + InIds.CONDITION;
        try (PreparedStatement statement = InIds.prepare(connection, sql, wanted);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                task(rows.getString(1)).settled = rows.getInt(2);
            }
        }
    }

    /** The attempt's state; made when nothing is stored of it. The task was wanted before. */
    Attempt of(FindingHead head) {
        String taskId = head.taskId();
        return task(taskId)
                .attempts
                .computeIfAbsent(head.attempt(), number -> Attempt.first(head.runId(), taskId, number, head.assetId()));
    }

    @Nullable
    Attempt find(String taskId, int number) {
        return task(taskId).attempts.get(number);
    }

    /** The attempt that settled the task, or null. */
    @Nullable
    Integer settled(String taskId) {
        return task(taskId).settled;
    }

    void settle(String taskId, int attempt) {
        Task task = task(taskId);
        task.settled = attempt;
        task.attempts.values().forEach(changed::remove); // the settlement holds the numbers now
        task.attempts.clear();
    }

    void changed(Attempt attempt) {
        changed.add(attempt);
    }

    void write(DuckDBConnection connection) throws SQLException {
        version++;
        try (Rows table = Rows.of(connection, "attempts")) {
            for (Attempt attempt : changed) {
                AttemptRow row = attempt.row();
                table.add(
                        row.runId(),
                        row.taskId(),
                        row.number(),
                        row.assetId(),
                        row.nextSeq(),
                        row.rows(),
                        row.bytes(),
                        row.duplicates(),
                        row.digest(),
                        version);
            }
        }
        changed.clear();
        Iterator<String> oldest = tasks.keySet().iterator();
        Set<String> dropped = new HashSet<>();
        for (int over = tasks.size() - KEPT; over > 0; over--) {
            dropped.add(oldest.next());
        }
        tasks.keySet().removeAll(dropped);
    }

    private Task task(String taskId) {
        Task task = tasks.get(taskId);
        if (task == null) {
            throw new IllegalStateException("task " + taskId + " was not asked for before");
        }
        return task;
    }
}
