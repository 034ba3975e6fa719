package io.quarry.scheduler.topology;

import io.quarry.model.Run;
import io.quarry.model.RunState;
import io.quarry.scheduler.plan.Fleet;
import io.quarry.scheduler.plan.KnownAsset;
import io.quarry.scheduler.plan.Outcomes;
import io.quarry.scheduler.plan.Rollout;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs whose tasks may still be picked up: sends them out, to late joiners too, holds them and ends them. */
final class OpenRuns {
    private static final Logger LOG = LoggerFactory.getLogger(OpenRuns.class);

    private final HuntStore store;
    private final Publications publications;
    private final CommandSender sender;
    private final Fleet fleet;
    private final Outcomes outcomes;
    private final Map<String, OpenRun> open = new HashMap<>();
    private final Agenda expiries = new Agenda();
    private long seenRevision;

    OpenRuns(
            HuntStore store,
            Publications publications,
            CommandSender sender,
            Fleet fleet,
            Outcomes outcomes,
            Instant now) {
        this.store = store;
        this.publications = publications;
        this.sender = sender;
        this.fleet = fleet;
        this.outcomes = outcomes;
        store.eachOpenRun(run -> watch(run, now));
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    Agenda expiries() {
        return expiries;
    }

    /** The open runs of a hunt. */
    List<Run> of(String huntId) {
        return open.values().stream()
                .map(OpenRun::run)
                .filter(r -> r.getHuntId().equals(huntId))
                .toList();
    }

    /** Sends a new run to all assets that match, or to those whose turn it is. */
    void fire(Run run, Instant now) {
        OpenRun entry = watch(run, now);
        List<String> ids = entry.next(fleet.assets(), id -> false, now);
        sender.send(run, ids, run.getFiredAt());
        hold(entry, now);
        keep(run, now);
        LOG.info(
                "Run {} fired for {} assets, {} more wait, due {}, open until {}",
                run.getRunId(),
                ids.size(),
                run.getWaiting(),
                run.getScheduledFor(),
                run.getExpiresAt());
    }

    /** Sends open runs on to assets whose turn it is, that have appeared, or match only now. */
    void sendOut(Instant now) {
        long revision = fleet.revision();
        List<KnownAsset> changed = revision == seenRevision ? List.of() : fleet.changedSince(seenRevision);
        seenRevision = revision;
        for (OpenRun entry : new ArrayList<>(open.values())) {
            Run run = entry.run();
            if (run.getHeldBy() != null) {
                continue; // until it is lifted
            }
            long waited = run.getWaiting();
            List<String> ids = entry.next(entry.complete() ? changed : fleet.assets(), id -> sender.sent(run, id), now);
            if (!ids.isEmpty()) {
                sender.send(run, ids, now);
                LOG.debug("Run {} sent to {} assets more, {} wait", run.getRunId(), ids.size(), run.getWaiting());
            }
            if (hold(entry, now) || !ids.isEmpty() || waited != run.getWaiting()) {
                keep(run, now);
            }
        }
    }

    /** @param run an open one that no rail holds any more */
    void lift(Run run, Instant now) {
        OpenRun entry = open.get(run.getRunId());
        if (entry != null) {
            entry.goOn(run, now);
            keep(run, now);
            LOG.info("Run {} goes on: {} lifted", run.getRunId(), run.getLifted());
        }
    }

    /** Ends all open runs of a hunt and cancels their tasks.
     * @param reason for people; null where somebody asked for it */
    void stop(String huntId, @Nullable String reason, Instant now) {
        for (Run run : of(huntId)) {
            int told = sender.cancel(run, now);
            run.setReason(reason);
            end(run, RunState.STOPPED, now);
            LOG.info("Run {} stopped: {} tasks are told to end", run.getRunId(), told);
        }
    }

    /** Closes a run whose time is over. */
    void close(String runId, Instant now) {
        OpenRun entry = open.get(runId);
        if (entry != null) {
            end(entry.run(), RunState.CLOSED, now);
            LOG.info("Run {} closed: tasks not picked up are expired", runId);
        }
    }

    private OpenRun watch(Run run, Instant now) {
        OpenRun entry = new OpenRun(run, now);
        open.put(run.getRunId(), entry);
        expiries.set(run.getRunId(), run.getExpiresAt());
        if (entry.rollout().watches()) {
            outcomes.watch(run.getRunId(), run.getFiredAt());
        }
        return entry;
    }

    private boolean hold(OpenRun entry, Instant now) {
        Run run = entry.run();
        Rollout.Hold hold =
                entry.rollout().hold(run, outcomes.of(run.getRunId())).orElse(null);
        if (hold == null) {
            return false;
        }
        run.setHeldBy(hold.rail());
        run.setReason(hold.reason());
        int told = hold.cancels() ? sender.cancel(run, now) : 0;
        LOG.warn("Run {} held by {}: {}; {} tasks are told to end", run.getRunId(), hold.rail(), hold.reason(), told);
        return true;
    }

    private void keep(Run run, Instant now) {
        store.put(run);
        publications.run(run, now);
    }

    private void end(Run run, RunState state, Instant now) {
        run.setState(state);
        publications.run(run, now);
        store.remove(run.getRunId());
        open.remove(run.getRunId());
        outcomes.forget(run.getRunId());
        expiries.set(run.getRunId(), null);
    }
}
