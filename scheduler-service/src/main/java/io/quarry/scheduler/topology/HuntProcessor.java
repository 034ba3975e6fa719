package io.quarry.scheduler.topology;

import static java.util.Objects.requireNonNull;

import io.quarry.model.Hunt;
import io.quarry.model.HuntRequest;
import io.quarry.model.Run;
import io.quarry.model.RunState;
import io.quarry.scheduler.plan.HuntLife;
import io.quarry.scheduler.plan.Verdict;
import io.quarry.schemas.MalformedRecordException;
import io.quarry.schemas.Printable;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * The life of the hunts of one partition. Requests and the clock come here, and whatever follows from one of them - the
 * hunt's new state, its run, all commands, the decision - leaves in one transaction.
 *
 * <p>It wakes when something is due and not on a beat: every wake is a transaction on the broker.
 */
final class HuntProcessor implements Processor<byte[], byte[], byte[], Outgoing> {
    private static final Logger LOG = LoggerFactory.getLogger(HuntProcessor.class);

    /** How soon an asset that joins gets the tasks of open runs, and how often a run that is spread goes on. */
    private static final Duration LATE_JOINERS = Duration.ofSeconds(1);

    /** The longest sleep: somebody may set the system's clock meanwhile. */
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private static final Duration SHORTEST = Duration.ofMillis(1);

    private final HuntTopology.Parts parts;
    private final HuntLife life;
    private final RequestReader reader;
    private final Agenda firings = new Agenda();

    private @Nullable ProcessorContext<byte[], Outgoing> context;
    private @Nullable Cancellable alarm;
    private @Nullable HuntStore store;
    private @Nullable Publications publications;
    private @Nullable OpenRuns openRuns;
    private @Nullable RequestDesk desk;
    private Instant woken = Instant.EPOCH;

    HuntProcessor(HuntTopology.Parts parts) {
        this.parts = parts;
        this.life = new HuntLife(parts.validator());
        this.reader = new RequestReader(parts.formats().requests());
    }

    @Override
    public void init(ProcessorContext<byte[], Outgoing> taskContext) {
        context = taskContext;
        HuntStore hunts = new HuntStore(taskContext.getStateStore(HuntStore.NAME), parts.formats());
        Publications written = new Publications(parts.formats(), taskContext::forward);
        CommandWriter commands = new CommandWriter(parts.formats().commands(), parts.key(), parts.catalogue());
        store = hunts;
        publications = written;
        CommandSender sender = new CommandSender(hunts, commands, taskContext::forward, parts.meters());
        openRuns = new OpenRuns(hunts, written, sender, parts.fleet(), parts.reports(), now());
        desk = new RequestDesk(life, hunts, new RecentDecisions(hunts), written);
        firings.clear();
        woken = now();
        hunts.eachHunt(hunt -> firings.set(hunt.getHuntId(), hunt.getNextFireAt()));
        setAlarm();
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        Instant now = now();
        HuntRequest request;
        try {
            request = reader.read(record);
        } catch (MalformedRecordException e) {
            setAside(record, e, now);
            return;
        }
        try (var id = MDC.putCloseable("hunt", Printable.escape(request.getHuntId()))) {
            List<Run> open = requireNonNull(openRuns).of(request.getHuntId());
            Verdict.Granted granted = requireNonNull(desk).answer(request, open, now);
            if (granted instanceof Verdict.Accepted accepted) {
                carryOut(accepted, now);
            } else if (granted instanceof Verdict.Lifted lifted) {
                requireNonNull(openRuns).lift(lifted.run(), now);
            }
        } catch (MalformedRecordException e) {
            setAside(record, e, now);
        }
        requireNonNull(context).commit(); // somebody waits for the decision
        setAlarm();
    }

    @Override
    public void close() {
        if (openRuns != null) {
            openRuns.close();
        }
    }

    private void wake() {
        Instant now = now();
        woken = now;
        OpenRuns runs = requireNonNull(openRuns);
        for (String huntId : firings.due(now)) {
            try (var id = MDC.putCloseable("hunt", huntId)) {
                Hunt hunt = requireNonNull(requireNonNull(store).hunt(huntId));
                carryOut(life.due(hunt, runs.of(huntId).size(), now), now);
            }
        }
        Set<String> changed = runs.count(now);
        runs.ends().due(now).forEach(runId -> runs.end(runId, now));
        runs.sendOut(changed, now);
        requireNonNull(context).commit();
        setAlarm();
    }

    private void carryOut(Verdict.Accepted accepted, Instant now) {
        Hunt hunt = accepted.hunt();
        if (accepted.stopsRuns()) {
            requireNonNull(openRuns).stop(hunt.getHuntId(), successor(accepted.runs()), now);
        }
        for (Run run : accepted.runs()) {
            if (run.getState() == RunState.OPEN) {
                requireNonNull(openRuns).fire(run, now);
            } else {
                LOG.warn(
                        "Run {} {}: it was due {}, {}",
                        run.getRunId(),
                        run.getState(),
                        run.getScheduledFor(),
                        run.getReason() == null ? "nothing was there to fire it" : run.getReason());
                requireNonNull(publications).run(run, now);
            }
        }
        byte[] kept = requireNonNull(store).put(hunt);
        requireNonNull(publications).hunt(hunt, kept, now);
        firings.set(hunt.getHuntId(), hunt.getNextFireAt());
    }

    private static @Nullable String successor(List<Run> runs) {
        return runs.isEmpty()
                ? null
                : "replaced by run " + runs.get(runs.size() - 1).getRunId();
    }

    private void setAside(Record<byte[], byte[]> record, MalformedRecordException problem, Instant now) {
        RecordMetadata position = requireNonNull(context).recordMetadata().orElseThrow();
        parts.meters()
                .counter("quarry.requests.unreadable", "reason", problem.reason())
                .increment();
        LOG.warn(
                "{}-{}@{} can't be read and is set aside in {}.dlq: {} {}",
                position.topic(),
                position.partition(),
                position.offset(),
                position.topic(),
                problem.reason(),
                Printable.escape(String.valueOf(problem.getMessage())));
        requireNonNull(publications).deadLetter(record, position, problem, now);
    }

    private void setAlarm() {
        if (alarm != null) {
            alarm.cancel();
        }
        OpenRuns runs = requireNonNull(openRuns);
        Instant now = now();
        Duration beat = runs.isEmpty() ? LONGEST : LATE_JOINERS;
        // From when it woke, not from now: requests that come all the time must not put it off.
        Duration longest = shorter(beat, Duration.between(now, woken.plus(beat)));
        Duration wait = Stream.of(firings.next(), runs.ends().next())
                .flatMap(java.util.Optional::stream)
                .map(at -> Duration.between(now, at))
                .reduce(longest, HuntProcessor::shorter);
        alarm = requireNonNull(context)
                .schedule(
                        wait.compareTo(SHORTEST) < 0 ? SHORTEST : wait,
                        PunctuationType.WALL_CLOCK_TIME,
                        time -> wake());
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    /** Milliseconds, as the topics have them. */
    private Instant now() {
        return parts.clock().instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
