package io.quarry.agent.task;

import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.task.FindingStream.FindingsLostException;
import io.quarry.agent.task.FindingStream.Sent;
import io.quarry.agent.task.Outcomes.Ending;
import io.quarry.model.HuntCommand;
import io.quarry.model.TaskEvent;
import io.quarry.model.TaskEventKind;
import java.time.Duration;
import java.util.Optional;
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
    private final Silence silence;
    private volatile @Nullable Begun begun;
    private boolean interrupted;
    private boolean concluded;
    private boolean abandoned;

    /** What an attempt has from its beginning on. */
    private record Begun(int number, AttemptClock time, FindingStream stream, TaskSink sink) {}

    Attempt(AcceptedTask task, String hostname, TaskServices services, AttemptOwner owner) {
        this.task = task;
        this.hostname = hostname;
        this.services = services;
        this.owner = owner;
        this.report = new AttemptReport(task, services);
        this.silence = new Silence(task);
        this.worker = thread("task-" + task.id(), this::work);
    }

    AcceptedTask task() {
        return task;
    }

    int number() {
        Begun now = begun;
        return now == null ? 0 : now.number();
    }

    void start() {
        worker.start();
    }

    void stop(Stop stop) {
        signal.raise(stop);
    }

    /** Whether its collector has shown no sign of life for some seconds: it needs no place among those that run. */
    synchronized boolean isSilent() {
        Begun now = begun;
        return !concluded && now != null && now.time().silent();
    }

    /** Whether it has its outcome and its thread is still there. */
    synchronized boolean hangs() {
        return abandoned && worker.isAlive();
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
            Optional<TaskEvent> end =
                    new Admission(services).end(task, owner.hung(task.command().getJob()));
            if (end.isPresent()) {
                finishWithout(end.get());
                return;
            }
            ending = services.collected(task.command(), open());
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
        boolean mine = concluding();
        if (Thread.interrupted()) { // not from here on: what is left to do is to be finished
            LOG.debug("interrupted as it was told to end");
        }
        if (mine) {
            Stop stop = signal.get();
            conclude(stop == null || stop.kind() == Stop.Kind.SHUTDOWN ? ending : Outcomes.of(stop, rows()), stop);
        }
    }

    private TaskSink open() {
        HuntCommand command = task.command();
        FindingStream opened = services.streams().open(command.getJob());
        int number = services.ledger().started(task.id());
        AttemptClock time = new AttemptClock(
                Duration.ofMillis(command.getTimeoutMs()), command.getMaxCpuPercent(), owner.overhead());
        TaskSink made = new TaskSink(command, task.envelope(number, hostname), opened, time, signal, services.clock());
        begun = new Begun(number, time, opened, made);
        LOG.info("Task started: {} attempt {}", command.getJob(), number);
        services.reports()
                .progress(services.events()
                        .about(TaskEventKind.STARTED, command, task.at(), number)
                        .build());
        return made;
    }

    /** Looks after an attempt that runs: its time, and whether it reacts. To be called several times a second. */
    synchronized void supervise() {
        if (concluded) {
            return;
        }
        Begun now = begun;
        if (now != null && now.time().overdue()) {
            stop(new Stop(Stop.Kind.TIMEOUT, "timeout is " + task.command().getTimeoutMs() + " ms"));
        }
        silence.look(isSilent(), worker);
        Stop stop = signal.get();
        boolean leaving = stop != null && stop.kind() == Stop.Kind.SHUTDOWN;
        if (stop == null || (!leaving && now != null && now.time().waiting())) {
            return;
        }
        if (signal.ageNanos() > INTERRUPT_NANOS && !interrupted) {
            interrupted = true;
            worker.interrupt();
        }
        if (signal.ageNanos() > GRACE_NANOS && !leaving) {
            concluded = true;
            abandoned = true;
            thread("end-" + task.id(), () -> abandon(stop)).start();
        }
    }

    private void abandon(Stop stop) {
        String where = Whereabouts.of(worker);
        LOG.error(
                "The collector of {} does not react and is abandoned {}: its thread stays until that returns",
                task.command().getJob(),
                where);
        conclude(Outcomes.abandoned(stop, rows(), where), stop);
    }

    /** Gives it up as the agent ends: that is no crash, and the task goes on with the next start. */
    void leave() {
        if (concluding()) {
            LOG.warn("Task {} does not end, {}: it goes on with the next start", task.id(), Whereabouts.of(worker));
            interrupted();
        }
    }

    /** @return whether the caller is the one who ends the attempt; its thread is not interrupted from then on */
    private synchronized boolean concluding() {
        boolean first = !concluded;
        concluded = true;
        return first;
    }

    private void conclude(Ending ending, @Nullable Stop stop) {
        Begun now = begun;
        if (now != null) {
            now.sink().seal();
        }
        try {
            if (stop != null && stop.kind() == Stop.Kind.SHUTDOWN) {
                interrupted();
            } else {
                Sent sent = now == null ? null : now.stream().awaitAcknowledged(owner::isClosed);
                report.finished(
                        number(), ending, now == null ? null : now.sink(), now == null ? null : now.time(), sent);
            }
            end(now);
        } catch (FindingsLostException e) {
            if (now != null) {
                now.time().end();
            }
            owner.lost(this, e);
        } catch (StoppedException e) {
            LOG.info("The task has no outcome yet and goes on when the agent starts again: {}", e.toString());
            interrupted();
            end(now);
        } catch (RuntimeException e) {
            LOG.warn("The task has no outcome yet and goes on when the agent starts again: {}", e.toString());
            end(now);
        }
    }

    private void end(@Nullable Begun now) {
        if (now != null) {
            now.time().end();
        }
        owner.ended(this);
    }

    private void interrupted() {
        if (number() > 0) {
            services.ledger().interrupted(task.id());
        }
    }

    private void finishWithout(TaskEvent event) {
        if (concluding()) {
            report.finished(event);
            owner.ended(this);
        }
    }

    private long rows() {
        Begun now = begun;
        return now == null ? 0 : now.sink().rows();
    }
}
