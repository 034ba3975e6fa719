package io.quarry.results.ingest;

import io.quarry.model.TaskEvent;

/**
 * An asset's word that a task ended, not yet settled.
 *
 * @param value the record's bytes as they came, for the table of open claims
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Claim(TaskEvent event, byte[] value) {
    /** The same event may come twice: agents send the bytes again when they can't know that they arrived. */
    record Id(String taskId, int attempt, int commandPartition, long commandOffset) {}

    Id id() {
        return new Id(event.getTaskId(), event.getAttempt(), event.getCommandPartition(), event.getCommandOffset());
    }
}
