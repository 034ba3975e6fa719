package io.quarry.agent.task;

import io.quarry.agent.command.CommandPosition;
import io.quarry.model.HuntCommand;

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
}
