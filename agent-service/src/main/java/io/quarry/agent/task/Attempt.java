package io.quarry.agent.task;

import io.quarry.agent.collect.Collector;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.Verdict;
import io.quarry.agent.task.FindingStream.FindingsLostException;
import io.quarry.agent.task.FindingStream.Sent;
import io.quarry.agent.task.Outcomes.Ending;
import io.quarry.model.Envelope;
import io.quarry.model.HuntCommand;
import io.quarry.model.TaskEvent;
import io.quarry.model.TaskEventKind;
import io.quarry.schemas.JobCatalogue;
import io.quarry.schemas.ParameterReader;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * One try of a task, on a thread of its own. It ends once: by its own thread, or by {@link #supervise} when that one
 * does not react any more.
 */
final class Attempt {
    private static final Logger LOG = LoggerFactory.getLogger(Attempt.class);
    private static final long INTERRUPT_NANOS = Duration.ofMillis(500).toNanos();
    /** From being told to end to being abandoned. */
    private static final long GRACE_NANOS = Duration.ofSeconds(2).toNanos();

    private final AcceptedTask task;
    private final String hostname;
    private final TaskServices services;
    private final AttemptOwner owner;
    private final AttemptReport report;
    private final StopSignal signal = new StopSignal();
    private final Thread worker;
    private int number;
    private @Nullable AttemptClock time;
    private @Nullable FindingStream stream;
    private @Nullable TaskSink sink;
    private boolean interrupted;
    private boolean concluded;

    Attempt(AcceptedTask task, String hostname, TaskServices services, AttemptOwner owner) {
        this.task = task;
        this.hostname = hostname;
        this.services = services;
        this.owner = owner;
        this.report = new AttemptReport(task, services);
        this.worker = thread("task-" + task.id(), this::work);
    }

    AcceptedTask task() {
        return task;
    }

    synchronized int number() {
        return number;
    }

    void start() {
        worker.start();
    }

    void stop(Stop stop) {
        signal.raise(stop);
    }

    private Thread thread(String name, Runnable body) {
        Thread thread = new Thread(
                () -> {
                    MDC.put("task", task.id());
                    MDC.put("run", task.command().getRunId());
                    body.run();
                },
                name);
        thread.setDaemon(true);
        return thread;
    }

    private void work() {
        Ending ending;
        try {
            Optional<TaskEvent> end = new Admission(services).end(task);
            if (end.isPresent()) {
                finishWithout(end.get());
                return;
            }
            ending = collect(open());
        } catch (StoppedException e) {
            ending = Outcomes.failed("STOPPED", e); // only when nobody told it to: told otherwise below
        } catch (Throwable e) { // whatever a collector does, its task ends and the agent goes on
            if (!signal.isRaised()) {
                LOG.error(
                        "The collector of {} failed; the task ends as FAILED",
                        task.command().getJob(),
                        e);
            }
            ending = Outcomes.failed("COLLECTOR_FAILED", e);
        }
        if (concluding()) {
            Stop stop = signal.get();
            conclude(stop == null || stop.kind() == Stop.Kind.SHUTDOWN ? ending : Outcomes.of(stop, rows()), stop);
        }
    }

    private TaskSink open() {
        HuntCommand command = task.command();
        FindingStream opened = services.streams().open(command.getJob());
        int begun = services.ledger().started(task.id());
        AttemptClock started = new AttemptClock(Duration.ofMillis(command.getTimeoutMs()), command.getMaxCpuPercent());
        TaskSink made = new TaskSink(command, envelope(begun), opened, started, signal, services.clock());
        synchronized (this) {
            number = begun;
            time = started;
            stream = opened;
            sink = made;
        }
        LOG.info("Task started: {} attempt {}", command.getJob(), begun);
        services.reports()
                .progress(services.events()
                        .about(TaskEventKind.STARTED, command, task.at(), begun)
                        .build());
        return made;
    }

    private Envelope envelope(int begun) {
        HuntCommand command = task.command();
        return new Envelope(
                command.getHuntId(),
                command.getRunId(),
                command.getTaskId(),
                begun,
                0L,
                command.getAssetId(),
                hostname,
                Instant.EPOCH);
    }

    @SuppressWarnings("unchecked") // the parameter reader makes the class that is generated for this very job
    private Ending collect(TaskSink into) throws StoppedException {
        HuntCommand command = task.command();
        Optional<Collector<?, ?>> found = services.collectors().find(command.getJob());
        if (found.isEmpty()) {
            return Outcomes.of(
                    new Verdict.Unsupported("no collector for " + command.getJob() + " on this platform"), 0);
        }
        SpecificRecord parameters = ParameterReader.read(
                        JobCatalogue.installed().get(command.getJob()), command.getParameters())
                .as(SpecificRecord.class);
        Verdict verdict = ((Collector<SpecificRecord, SpecificRecord>) found.get()).collect(parameters, into);
        return Outcomes.of(verdict, into.problems().count());
    }

    /** Looks after an attempt that runs: its time, and whether it reacts. To be called several times a second. */
    synchronized void supervise() {
        if (concluded) {
            return;
        }
        AttemptClock clock = time;
        if (clock != null && clock.overdue()) {
            stop(new Stop(Stop.Kind.TIMEOUT, "timeout is " + task.command().getTimeoutMs() + " ms"));
        }
        Stop stop = signal.get();
        if (stop == null || (clock != null && clock.waiting())) {
            return;
        }
        if (signal.ageNanos() > INTERRUPT_NANOS && !interrupted) {
            interrupted = true;
            worker.interrupt();
        }
        if (signal.ageNanos() > GRACE_NANOS && stop.kind() != Stop.Kind.SHUTDOWN) {
            concluded = true;
            thread("end-" + task.id(), () -> abandon(stop)).start();
        }
    }

    private void abandon(Stop stop) {
        LOG.error(
                "The collector of {} does not react and is abandoned: its thread stays",
                task.command().getJob());
        conclude(Outcomes.abandoned(stop, rows()), stop);
    }

    /** @return whether the caller is the one who ends the attempt; its thread is not interrupted from then on */
    private synchronized boolean concluding() {
        boolean first = !concluded;
        concluded = true;
        if (Thread.interrupted()) {
            LOG.debug("interrupted as it was told to end");
        }
        return first;
    }

    private void conclude(Ending ending, @Nullable Stop stop) {
        TaskSink finished = seal();
        try {
            if (stop != null && stop.kind() == Stop.Kind.SHUTDOWN) {
                if (number() > 0) {
                    services.ledger().interrupted(task.id());
                }
            } else {
                FindingStream used = stream;
                Sent sent = used == null ? null : used.awaitAcknowledged(owner::isClosed);
                report.finished(number(), ending, finished, time, sent);
            }
            owner.ended(this);
        } catch (FindingsLostException e) {
            owner.lost(this, e);
        } catch (StoppedException | RuntimeException e) {
            LOG.warn("The task has no outcome yet and goes on when the agent starts again: {}", e.toString());
            owner.ended(this);
        }
    }

    private @Nullable TaskSink seal() {
        TaskSink open;
        synchronized (this) {
            open = sink;
        }
        if (open != null) {
            open.seal();
        }
        return open;
    }

    private void finishWithout(TaskEvent event) {
        if (concluding()) {
            report.finished(event);
            owner.ended(this);
        }
    }

    private synchronized long rows() {
        return sink == null ? 0 : sink.rows();
    }
}
