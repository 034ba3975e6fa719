package io.quarry.results.ingest;

import io.quarry.model.CommandKind;
import io.quarry.model.HuntCommand;
import io.quarry.model.TaskEvent;
import io.quarry.model.TaskEventKind;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What one batch says about one task: its command, how far its asset is with it. */
final class TaskChange {
    private final String runId;
    private final String huntId;
    private final String taskId;
    private final String assetId;
    private final String job;
    private @Nullable HuntCommand command;
    private @Nullable Integer commandPartition;
    private @Nullable Long commandOffset;
    private @Nullable Integer cancelPartition;
    private @Nullable Long cancelOffset;
    private @Nullable Instant acceptedAt;
    private @Nullable Instant startedAt;
    private @Nullable TaskEvent progress;

    TaskChange(String runId, String huntId, String taskId, String assetId, String job) {
        this.runId = runId;
        this.huntId = huntId;
        this.taskId = taskId;
        this.assetId = assetId;
        this.job = job;
    }

    /** The first order to run a task is the one that counts; a copy of it elsewhere is none. */
    void ordered(HuntCommand order, int partition, long offset) {
        if (order.getKind() == CommandKind.CANCEL) {
            cancelPartition = partition;
            cancelOffset = offset;
        } else if (command == null) {
            command = order;
            commandPartition = partition;
            commandOffset = offset;
        }
    }

    void happened(TaskEvent event) {
        if (event.getKind() == TaskEventKind.ACCEPTED) {
            acceptedAt = acceptedAt == null ? event.getAt() : acceptedAt;
            return;
        }
        TaskEvent last = progress;
        if (last != null && event.getAttempt() < last.getAttempt()) {
            return; // of an attempt that was given up
        }
        if (event.getKind() == TaskEventKind.STARTED) {
            startedAt = event.getAt();
        }
        progress = event;
    }

    /** In the order of the table {@code tasks}. */
    @Nullable
    Object[] row() {
        HuntCommand order = command;
        TaskEvent last = progress;
        return new @Nullable Object[] {
            runId,
            huntId,
            taskId,
            assetId,
            job,
            commandPartition,
            commandOffset,
            cancelPartition,
            cancelOffset,
            order == null ? null : order.getIssuedAt(),
            order == null ? null : order.getExpiresAt(),
            order == null ? null : (Long) order.getTimeoutMs(),
            acceptedAt,
            startedAt,
            last == null ? null : (Integer) last.getAttempt(),
            last == null ? null : (Long) last.getRows(),
            last == null ? null : (Long) last.getBytes(),
            last == null ? null : (Long) last.getCpuMs(),
            last == null ? null : (Long) last.getWallMs(),
            last == null ? null : (Long) last.getProblemCount()
        };
    }
}
