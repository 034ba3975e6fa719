package io.quarry.agent.task;

import io.quarry.agent.command.CommandPosition;
import io.quarry.model.Envelope;
import io.quarry.model.HuntCommand;
import java.time.Instant;

/**
 * A task that was taken and has no outcome yet.
 *
 * @param command the order
 * @param at its position
 */
public record AcceptedTask(HuntCommand command, CommandPosition at) {
    public String id() {
        return command.getTaskId();
    }

    /** What each finding of an attempt begins with; sequence and time are set for each. */
    Envelope envelope(int attempt, String hostname) {
        return new Envelope(
                command.getHuntId(),
                command.getRunId(),
                command.getTaskId(),
                attempt,
                0L,
                command.getAssetId(),
                hostname,
                Instant.EPOCH);
    }
}
