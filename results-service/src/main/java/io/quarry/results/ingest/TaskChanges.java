package io.quarry.results.ingest;

import io.quarry.model.HuntCommand;
import io.quarry.model.TaskEvent;
import io.quarry.results.store.Rows;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.duckdb.DuckDBConnection;

/** What a batch says about tasks, merged into the table {@code tasks} in one go. */
final class TaskChanges {
    /** The first value counts. */
    private static final List<String> FIRST = List.of("issued_at", "expires_at", "timeout_ms", "accepted_at");

    private static final List<String> COMMAND = List.of("command_partition", "command_offset");
    private static final List<String> CANCEL = List.of("cancel_partition", "cancel_offset");
    /** The values of the highest attempt count. */
    private static final List<String> LATEST =
            List.of("started_at", "attempt", "rows", "bytes", "cpu_ms", "wall_ms", "problem_count");

    private static final String MERGE = "MERGE INTO store.tasks t USING changes c"
            + " ON t.run_id = c.run_id AND t.task_id = c.task_id"
            + " WHEN MATCHED THEN UPDATE SET " + assignments()
            + " WHEN NOT MATCHED THEN INSERT BY NAME";

    private final Map<String, TaskChange> changes = new LinkedHashMap<>();

    void ordered(HuntCommand order, int partition, long offset) {
        changes.computeIfAbsent(
                        order.getTaskId(),
                        id -> new TaskChange(
                                order.getRunId(), order.getHuntId(), id, order.getAssetId(), order.getJob()))
                .ordered(order, partition, offset);
    }

    void happened(TaskEvent event) {
        changes.computeIfAbsent(
                        event.getTaskId(),
                        id -> new TaskChange(
                                event.getRunId(), event.getHuntId(), id, event.getAssetId(), event.getJob()))
                .happened(event);
    }

    void write(DuckDBConnection connection) throws SQLException {
        if (changes.isEmpty()) {
            return;
        }
        try (Rows rows = Rows.staged(connection, "changes", "tasks")) {
            for (TaskChange change : changes.values()) {
                rows.add(change.row());
            }
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute(MERGE);
        }
        changes.clear();
    }

    void clear() {
        changes.clear();
    }

    private static String assignments() {
        return java.util.stream.Stream.of(
                        FIRST.stream().map(c -> c + " = coalesce(t." + c + ", c." + c + ")"),
                        COMMAND.stream()
                                .map(c -> c + " = CASE WHEN t.command_offset IS NULL THEN c." + c + " ELSE t." + c
                                        + " END"),
                        CANCEL.stream().map(c -> c + " = coalesce(t." + c + ", c." + c + ")"),
                        LATEST.stream()
                                .map(c -> c + " = CASE WHEN c.attempt >= coalesce(t.attempt, 0) THEN coalesce(c." + c
                                        + ", t." + c + ") ELSE t." + c + " END"))
                .flatMap(s -> s)
                .collect(Collectors.joining(", "));
    }
}
