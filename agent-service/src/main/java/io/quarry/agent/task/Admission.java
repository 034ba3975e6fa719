package io.quarry.agent.task;

import io.quarry.agent.ledger.LedgerTask;
import io.quarry.agent.task.Outcomes.Ending;
import io.quarry.model.Outcome;
import io.quarry.model.TaskEvent;
import java.util.Optional;

/** Whether a task's next attempt may begin. */
final class Admission {
    /** Attempts that may take the agent down with them before a task is given up. */
    static final int MAX_CRASHES = 3;

    private final TaskServices services;

    Admission(TaskServices services) {
        this.services = services;
    }

    /**
     * @param hung how many threads hang in the collector of its job already, for good
     * @return the task's end, when it has come without another attempt
     */
    Optional<TaskEvent> end(AcceptedTask task, long hung) {
        LedgerTask known = services.ledger().task(task.id()).orElseThrow();
        Ending ending;
        if (services.ledger().isCancelled(task.id())) {
            ending = new Ending(Outcome.CANCELLED, "CANCELLED", "cancelled before an attempt began");
        } else if (known.crashes() >= MAX_CRASHES) {
            ending = new Ending(
                    Outcome.FAILED,
                    "AGENT_CRASHED",
                    "the agent ended in the middle of " + known.crashes() + " attempts");
        } else if (hung >= Places.HANGING_OF_A_JOB) {
            ending = new Ending(
                    Outcome.FAILED,
                    "TOO_MANY_HUNG",
                    hung + " tasks of " + task.command().getJob()
                            + " hang on this asset: no more of them begin before one returns or the agent restarts");
        } else if (!services.clock().instant().isBefore(known.expiresAt())) {
            ending = new Ending(
                    Outcome.EXPIRED,
                    "EXPIRED",
                    "expired at " + known.expiresAt() + " before attempt " + (known.attempts() + 1) + " began");
        } else {
            return Optional.empty();
        }
        return Optional.of(event(task, known.attempts(), ending));
    }

    /** An end without rows: those of attempts before do not count. */
    TaskEvent event(AcceptedTask task, int attempts, Ending ending) {
        return services.events()
                .finished(task.command(), task.at(), attempts, ending.outcome(), ending.reason(), ending.detail());
    }
}
