package io.quarry.scheduler.topology;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarry.model.CommandKind;
import io.quarry.model.Run;
import io.quarry.model.RunState;
import io.quarry.scheduler.plan.Fleet;
import io.quarry.scheduler.plan.KnownAsset;
import io.quarry.scheduler.plan.TargetFilter;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs whose tasks may still be picked up: sends them out, to late joiners too, and ends them. */
final class OpenRuns {
    private static final Logger LOG = LoggerFactory.getLogger(OpenRuns.class);

    private record OpenRun(Run run, TargetFilter filter) {}

    private final HuntStore store;
    private final Publications publications;
    private final CommandWriter commands;
    private final Consumer<Record<byte[], Outgoing>> out;
    private final Fleet fleet;
    private final MeterRegistry meters;
    private final Map<String, OpenRun> open = new HashMap<>();
    private final Agenda expiries = new Agenda();
    private long seenRevision;

    OpenRuns(
            HuntStore store,
            Publications publications,
            CommandWriter commands,
            Consumer<Record<byte[], Outgoing>> out,
            Fleet fleet,
            MeterRegistry meters) {
        this.store = store;
        this.publications = publications;
        this.commands = commands;
        this.out = out;
        this.fleet = fleet;
        this.meters = meters;
        store.eachOpenRun(this::watch);
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    Agenda expiries() {
        return expiries;
    }

    /** Sends a new run to all assets that match. */
    void fire(Run run, Instant now) {
        TargetFilter filter = new TargetFilter(run.getDefinition().getTargets());
        List<String> ids = fleet.assets().stream()
                .filter(filter::matches)
                .map(KnownAsset::id)
                .toList();
        watch(run);
        send(run, ids, run.getFiredAt());
        publications.run(run, now);
        meters.counter("quarry.runs.fired").increment();
        LOG.info(
                "Run {} fired for {} assets, due {}, open until {}",
                run.getRunId(),
                ids.size(),
                run.getScheduledFor(),
                run.getExpiresAt());
    }

    /** Sends open runs to assets that have appeared, or match only now. */
    void reachLateJoiners(Instant now) {
        long revision = fleet.revision();
        if (open.isEmpty() || revision == seenRevision) {
            return;
        }
        List<KnownAsset> changed = fleet.changedSince(seenRevision);
        seenRevision = revision;
        for (OpenRun entry : open.values()) {
            Run run = entry.run;
            List<String> ids = changed.stream()
                    .filter(a -> entry.filter.matches(a) && !store.sent(run.getRunId(), a.id()))
                    .map(KnownAsset::id)
                    .toList();
            if (!ids.isEmpty()) {
                send(run, ids, now);
                publications.run(run, now);
                LOG.info("Run {} sent to {} assets that joined late", run.getRunId(), ids.size());
            }
        }
    }

    /** Ends all open runs of a hunt and cancels their tasks. */
    void stop(String huntId, Instant now) {
        List<Run> runs = open.values().stream()
                .map(OpenRun::run)
                .filter(r -> r.getHuntId().equals(huntId))
                .toList();
        for (Run run : runs) {
            List<String> ids = store.sentTo(run.getRunId());
            commands.write(CommandKind.CANCEL, run, ids, now, out);
            end(run, RunState.STOPPED, now);
            LOG.info("Run {} stopped: {} tasks are told to end", run.getRunId(), ids.size());
        }
    }

    /** Closes a run whose time is over. */
    void close(String runId, Instant now) {
        OpenRun entry = open.get(runId);
        if (entry != null) {
            end(entry.run, RunState.CLOSED, now);
            LOG.info("Run {} closed: tasks not picked up are expired", runId);
        }
    }

    private void watch(Run run) {
        open.put(
                run.getRunId(),
                new OpenRun(run, new TargetFilter(run.getDefinition().getTargets())));
        expiries.set(run.getRunId(), run.getExpiresAt());
    }

    private void send(Run run, List<String> ids, Instant issuedAt) {
        commands.write(CommandKind.RUN, run, ids, issuedAt, out);
        store.addSent(run.getRunId(), ids);
        run.setTargeted(run.getTargeted() + ids.size());
        store.put(run);
        meters.counter("quarry.commands.sent").increment(ids.size());
    }

    private void end(Run run, RunState state, Instant now) {
        run.setState(state);
        publications.run(run, now);
        store.remove(run.getRunId());
        open.remove(run.getRunId());
        expiries.set(run.getRunId(), null);
    }
}
