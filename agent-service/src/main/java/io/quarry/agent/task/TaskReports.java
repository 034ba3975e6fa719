package io.quarry.agent.task;

import io.quarry.agent.command.CommandPosition;
import io.quarry.model.TaskEvent;

/** Where events about tasks go. */
public interface TaskReports {

    /** Sends an event that may be lost in a crash. */
    void progress(TaskEvent event);

    /** Records a task's outcome durably, then sees to it that the broker gets it, however often the agent restarts. */
    void finished(TaskEvent event);

    /** The same for a command that runs nothing. */
    void refused(CommandPosition at, TaskEvent event);
}
