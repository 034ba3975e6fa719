package io.quarry.scheduler.topology;

import io.quarry.model.Run;
import io.quarry.scheduler.plan.KnownAsset;
import io.quarry.scheduler.plan.Rollout;
import io.quarry.scheduler.plan.TargetFilter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;

/** A run whose tasks may still be picked up, and how it goes out. */
final class OpenRun {
    private Run run;
    private final TargetFilter filter;
    private final Rollout rollout;
    private boolean complete;

    OpenRun(Run run, Instant now) {
        this.run = run;
        this.filter = new TargetFilter(run.getDefinition().getTargets());
        this.rollout = new Rollout(run, now);
    }

    Run run() {
        return run;
    }

    Rollout rollout() {
        return rollout;
    }

    /** Whether it went to every asset that matched when it was looked at last. */
    boolean complete() {
        return complete;
    }

    /** @param lifted the run, no longer held */
    void goOn(Run lifted, Instant now) {
        run = lifted;
        rollout.goOn(run, now);
    }

    /**
     * Whom it goes to now; says in the run how many more wait.
     *
     * @param assets among which to look
     * @param sent whom it went to already
     */
    List<String> next(Collection<KnownAsset> assets, Predicate<String> sent, Instant now) {
        long allowance = rollout.allowance(run, now);
        List<String> next = new ArrayList<>();
        long waiting = 0;
        for (KnownAsset asset : assets) {
            if (!filter.matches(asset, now) || sent.test(asset.id())) {
                continue;
            }
            if (next.size() < allowance && rollout.isDue(asset.id(), run.getFiredAt(), now)) {
                next.add(asset.id());
            } else {
                waiting++;
            }
        }
        run.setWaiting(waiting);
        complete = waiting == 0;
        return next;
    }
}
