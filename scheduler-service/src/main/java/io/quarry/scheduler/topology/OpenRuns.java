package io.quarry.scheduler.topology;

import io.quarry.model.Run;
import io.quarry.model.RunState;
import io.quarry.scheduler.plan.Fleet;
import io.quarry.scheduler.plan.KnownAsset;
import io.quarry.scheduler.plan.Rollout;
import io.quarry.scheduler.plan.Tally;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs whose tasks may still be picked up: sends them out, to late joiners too, holds them and ends them. One that has ended
 * is counted on until its tasks have.
 */
final class OpenRuns {
    private static final Logger LOG = LoggerFactory.getLogger(OpenRuns.class);

    /** For clocks and transport, when the last attempt is over. */
    private static final Duration GRACE = Duration.ofSeconds(60);

    private final HuntStore store;
    private final Publications publications;
    private final CommandSender sender;
    private final Fleet fleet;
    private final RunTally tally;
    private final Map<String, OpenRun> open = new HashMap<>();
    private final Map<String, Run> ended = new HashMap<>();
    private final Agenda ends = new Agenda();
    private long seenRevision;

    OpenRuns(
            HuntStore store,
            Publications publications,
            CommandSender sender,
            Fleet fleet,
            TaskReports reports,
            Instant now) {
        this.store = store;
        this.publications = publications;
        this.sender = sender;
        this.fleet = fleet;
        store.eachRun(run -> {
            if (run.getState() == RunState.OPEN) {
                look(run, now);
            } else {
                settleLater(run);
            }
        });
        Set<String> all = new HashSet<>(open.keySet());
        all.addAll(ended.keySet());
        this.tally = new RunTally(store, reports, all, now);
    }

    boolean isEmpty() {
        return open.isEmpty() && ended.isEmpty();
    }

    /** When runs are closed or settled: see {@link #end}. */
    Agenda ends() {
        return ends;
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
        tally.watch(run.getRunId());
        OpenRun entry = look(run, now);
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

    /**
     * Counts what has come back.
     *
     * @return ids of runs that have changed; open ones are kept by {@link #sendOut}
     */
    Set<String> count(Instant now) {
        Set<String> changed = tally.takeIn(this::find, now);
        for (String runId : changed) {
            Run run = ended.get(runId);
            if (run != null) {
                conclude(run, now);
            }
        }
        return changed;
    }

    /**
     * Sends open runs on to assets whose turn it is, that have appeared, or match only now.
     *
     * @param changed ids of runs about which something was said
     */
    void sendOut(Set<String> changed, Instant now) {
        long revision = fleet.revision();
        List<KnownAsset> others = revision == seenRevision ? List.of() : fleet.changedSince(seenRevision);
        seenRevision = revision;
        for (OpenRun entry : new ArrayList<>(open.values())) {
            boolean moved = entry.run().getHeldBy() == null && sendOn(entry, others, now); // until it is lifted
            if (moved || changed.contains(entry.run().getRunId())) {
                keep(entry.run(), now);
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

    /** Closes a run whose time is over, or settles one that has ended. */
    void end(String runId, Instant now) {
        OpenRun entry = open.get(runId);
        if (entry != null) {
            end(entry.run(), RunState.CLOSED, now);
            LOG.info("Run {} closed: tasks not picked up are expired", runId);
            return;
        }
        Run run = ended.get(runId);
        if (run != null) {
            settle(run, now);
        }
    }

    /** Gives back what it holds outside of the store. */
    void close() {
        tally.close();
    }

    private @Nullable Run find(String runId) {
        OpenRun entry = open.get(runId);
        return entry == null ? ended.get(runId) : entry.run();
    }

    private OpenRun look(Run run, Instant now) {
        OpenRun entry = new OpenRun(run, now);
        open.put(run.getRunId(), entry);
        ends.set(run.getRunId(), run.getExpiresAt());
        return entry;
    }

    /** @return whether anything about the run is different now */
    private boolean sendOn(OpenRun entry, List<KnownAsset> others, Instant now) {
        Run run = entry.run();
        long waited = run.getWaiting();
        List<String> ids = entry.next(entry.complete() ? others : fleet.assets(), id -> sender.sent(run, id), now);
        if (!ids.isEmpty()) {
            sender.send(run, ids, now);
            LOG.debug("Run {} sent to {} assets more, {} wait", run.getRunId(), ids.size(), run.getWaiting());
        }
        return hold(entry, now) || !ids.isEmpty() || waited != run.getWaiting();
    }

    private boolean hold(OpenRun entry, Instant now) {
        Run run = entry.run();
        Rollout.Hold hold = entry.rollout().hold(run).orElse(null);
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
        open.remove(run.getRunId());
        settleLater(run);
        conclude(run, now);
    }

    private void settleLater(Run run) {
        ended.put(run.getRunId(), run);
        Duration attempt = Duration.parse(run.getDefinition().getLimits().getTimeout());
        ends.set(run.getRunId(), run.getExpiresAt().plus(attempt).plus(GRACE));
    }

    private void conclude(Run run, Instant now) {
        if (Tally.finished(run) < run.getSent()) {
            keep(run, now);
        } else {
            settle(run, now);
        }
    }

    private void settle(Run run, Instant now) {
        Tally.settle(run);
        publications.run(run, now);
        store.remove(run.getRunId());
        ended.remove(run.getRunId());
        tally.forget(run.getRunId());
        ends.set(run.getRunId(), null);
        LOG.info("Run {} is settled: {}", run.getRunId(), run.getOutcomes());
    }
}
