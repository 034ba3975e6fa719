package io.quarry.agent.task;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says, once each time, that a collector shows no sign of life, and that it goes on. For one thread at a time. */
final class Silence {
    private static final Logger LOG = LoggerFactory.getLogger(Silence.class);

    private final AcceptedTask task;
    private boolean said;

    Silence(AcceptedTask task) {
        this.task = task;
    }

    void look(boolean silent, Thread worker) {
        if (silent && !said) {
            LOG.warn(
                    "No sign of life from task {} ({}) for {} s, {}: its place goes to the next task, it has until its"
                            + " timeout",
                    task.id(),
                    task.command().getJob(),
                    AttemptClock.SILENCE.toSeconds(),
                    Whereabouts.of(worker));
        } else if (said && !silent) {
            LOG.info("Task {} ({}) goes on", task.id(), task.command().getJob());
        }
        said = silent;
    }
}
