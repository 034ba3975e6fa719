package io.quarry.agent.command;

import java.util.Optional;

/** Memory of the commands that were taken. */
public interface TakenCommands {

    /** Position of the RUN command of a task, when one was taken. */
    Optional<CommandPosition> taken(String taskId);
}
