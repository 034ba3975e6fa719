package io.quarry.agent.ledger;

import io.quarry.agent.command.CommandPosition;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A task as the ledger knows it.
 *
 * @param taskId the task
 * @param at position of its command
 * @param expiresAt end of the command's validity
 * @param command its wire bytes
 * @param attempts tries that began
 * @param crashes those of them that neither ended nor were ended by a clean stop
 * @param event the signed result's wire bytes; null while it has none
 * @param delivered whether the broker has them
 */
@SuppressWarnings("ArrayRecordComponent") // a view of the ledger, never compared
public record LedgerTask(
        String taskId,
        CommandPosition at,
        Instant expiresAt,
        byte[] command,
        int attempts,
        int crashes,
        byte @Nullable [] event,
        boolean delivered) {

    LedgerTask started() {
        return new LedgerTask(taskId, at, expiresAt, command, attempts + 1, crashes + 1, event, delivered);
    }

    LedgerTask interrupted() {
        return new LedgerTask(taskId, at, expiresAt, command, attempts, Math.max(0, crashes - 1), event, delivered);
    }

    LedgerTask finished(byte[] result) {
        return new LedgerTask(taskId, at, expiresAt, command, attempts, 0, result, delivered);
    }

    LedgerTask sent() {
        return new LedgerTask(taskId, at, expiresAt, command, attempts, crashes, event, true);
    }
}
