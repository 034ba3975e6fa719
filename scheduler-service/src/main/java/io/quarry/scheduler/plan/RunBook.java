package io.quarry.scheduler.plan;

import io.quarry.model.Hunt;
import io.quarry.model.HuntDefinition;
import io.quarry.model.HuntState;
import io.quarry.model.Run;
import io.quarry.model.RunState;
import io.quarry.model.RunTrigger;
import io.quarry.schemas.Ids;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Numbers the runs of a hunt and keeps it in step with them. */
final class RunBook {
    private final Hunt hunt;
    private final Instant now;
    private final List<Run> runs = new ArrayList<>();

    RunBook(Hunt hunt, Instant now) {
        this.hunt = Hunt.newBuilder(hunt).build();
        this.now = now;
    }

    RunBook fire(RunTrigger trigger, Instant scheduledFor) {
        Duration expiry = Duration.parse(hunt.getDefinition().getExpiresAfter());
        runs.add(run(RunState.OPEN, trigger, scheduledFor, now.plus(expiry)));
        hunt.setLastFiredAt(now);
        return this;
    }

    /** Tries the tasks of another run again.
     * @param definition that run's, with the assets to try again */
    RunBook retry(String runId, HuntDefinition definition) {
        Instant expiresAt = now.plus(Duration.parse(definition.getExpiresAfter()));
        Run run = run(RunState.OPEN, RunTrigger.REQUEST, now, expiresAt);
        run.setDefinition(definition);
        run.setRetryOf(runId);
        runs.add(run);
        return this;
    }

    /** @param reason with numbers, for people */
    RunBook skipped(Instant scheduledFor, String reason) {
        Run run = run(RunState.SKIPPED, RunTrigger.SCHEDULE, scheduledFor, now);
        run.setReason(reason);
        runs.add(run);
        return this;
    }

    RunBook missed(Instant scheduledFor) {
        runs.add(run(RunState.MISSED, RunTrigger.SCHEDULE, scheduledFor, now));
        return this;
    }

    /** @param next null: the hunt is finished */
    RunBook planned(@Nullable Instant next) {
        HuntState state = next == null ? HuntState.FINISHED : HuntState.ACTIVE;
        if (state != hunt.getState()) {
            hunt.setState(state);
            hunt.setVersion(hunt.getVersion() + 1);
            hunt.setUpdatedAt(now);
        }
        hunt.setNextFireAt(next);
        return this;
    }

    Verdict.Accepted verdict() {
        return verdict(false);
    }

    Verdict.Accepted verdict(boolean stopsRuns) {
        return new Verdict.Accepted(hunt, runs, stopsRuns);
    }

    private Run run(RunState state, RunTrigger trigger, Instant scheduledFor, Instant expiresAt) {
        long number = hunt.getRuns() + 1;
        hunt.setRuns(number);
        return Run.newBuilder()
                .setRunId(Ids.runId(hunt.getHuntId(), number))
                .setHuntId(hunt.getHuntId())
                .setNumber(number)
                .setHuntVersion(hunt.getVersion())
                .setDefinition(hunt.getDefinition())
                .setState(state)
                .setTrigger(trigger)
                .setScheduledFor(scheduledFor)
                .setFiredAt(now)
                .setExpiresAt(expiresAt)
                .setTargeted(0)
                .setSettled(state != RunState.OPEN)
                .build();
    }
}
