package io.quarry.agent.task;

import io.quarry.agent.task.FindingStream.FindingsLostException;
import io.quarry.agent.task.Outcomes.Ending;
import io.quarry.model.Outcome;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs accepted tasks, a few at a time, in the order they came; one that hangs holds up none of another job. */
public final class TaskRunner implements AttemptOwner, AutoCloseable {
    /** Waiting tasks from which on no more commands are read. */
    static final int QUEUED = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(TaskRunner.class);
    private static final long TICK_MS = 200;
    /** A collector that is well ends within a tenth of it; one that is interrupted in a system call, too. */
    private static final Duration CLOSING = Duration.ofMillis(700);

    private final TaskServices services;
    private final String hostname;
    private final Deque<AcceptedTask> queue = new ArrayDeque<>();
    private final Places places = new Places();
    private final ProcessorOverhead overhead = new ProcessorOverhead();
    private final ScheduledThreadPoolExecutor supervisor;
    private Runnable roomAgain = () -> {};
    private boolean supervised;
    private boolean closed;

    public TaskRunner(TaskServices services, String hostname) {
        this.services = services;
        this.hostname = hostname;
        this.supervisor = new ScheduledThreadPoolExecutor(1, body -> {
            Thread thread = new Thread(body, "supervisor");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** @param listener called when there is room again after there was none */
    public synchronized void onRoom(Runnable listener) {
        roomAgain = listener;
    }

    /** Whether another command may be taken. */
    public synchronized boolean hasRoom() {
        return queue.size() < QUEUED;
    }

    public synchronized void submit(AcceptedTask task) {
        queue.addLast(task);
        startWaiting();
    }

    /** Ends a task that waits or runs; the cancellation is in the ledger already. */
    public void cancel(String taskId) {
        Optional<AcceptedTask> waiting;
        synchronized (this) {
            waiting = queue.stream().filter(t -> t.id().equals(taskId)).findFirst();
            waiting.ifPresent(queue::remove);
            places.find(taskId)
                    .ifPresent(attempt -> attempt.stop(new Stop(Stop.Kind.CANCELLED, "cancelled by a signed command")));
        }
        waiting.flatMap(task -> new Admission(services).end(task, 0)).ifPresent(services.reports()::finished);
    }

    private synchronized void startWaiting() {
        boolean full = !hasRoom();
        for (Iterator<AcceptedTask> waiting = queue.iterator(); !closed && places.free() && waiting.hasNext(); ) {
            AcceptedTask task = waiting.next();
            if (places.mayBegin(task.command().getJob())) {
                waiting.remove();
                Attempt attempt = new Attempt(task, hostname, services, this);
                places.take(attempt);
                attempt.start();
                superviseLater();
            }
        }
        if (full && hasRoom()) {
            roomAgain.run();
        }
    }

    private void superviseLater() {
        if (!supervised && !supervisor.isShutdown()) {
            supervised = true;
            supervisor.schedule(this::supervise, TICK_MS, TimeUnit.MILLISECONDS);
        }
    }

    private synchronized void supervise() {
        supervised = false;
        places.running().forEach(Attempt::supervise);
        startWaiting(); // in the place of one that hangs
        if (!places.running().isEmpty()) {
            superviseLater();
        }
    }

    @Override
    public synchronized void ended(Attempt attempt) {
        places.leave(attempt);
        notifyAll();
        startWaiting();
    }

    @Override
    public synchronized long hung(String job) {
        return places.hung(job);
    }

    @Override
    public ProcessorOverhead overhead() {
        return overhead;
    }

    @Override
    public void lost(Attempt attempt, FindingsLostException cause) {
        AcceptedTask task = attempt.task();
        int crashes = services.ledger().task(task.id()).orElseThrow().crashes();
        LOG.warn("The broker lost findings of task {} attempt {}: {}", task.id(), attempt.number(), cause.getMessage());
        if (crashes >= Admission.MAX_CRASHES) {
            Ending ending = new Ending(Outcome.FAILED, "FINDINGS_LOST", cause.getMessage());
            services.reports().finished(new Admission(services).event(task, attempt.number(), ending));
        } else {
            synchronized (this) {
                queue.addFirst(task);
            }
        }
        ended(attempt);
    }

    @Override
    public synchronized boolean isClosed() {
        return closed;
    }

    /** Tells what runs to end and waits a moment; unfinished tasks go on when the agent starts again. */
    @Override
    public void close() {
        endRunning();
        supervisor.shutdownNow();
        List<Attempt> left;
        synchronized (this) {
            left = places.running();
        }
        left.forEach(Attempt::leave);
    }

    private synchronized void endRunning() {
        closed = true;
        for (Attempt attempt : places.running()) {
            attempt.stop(new Stop(Stop.Kind.SHUTDOWN, "the agent is stopping"));
        }
        long end = System.nanoTime() + CLOSING.toNanos();
        try {
            for (long left = CLOSING.toMillis(); !places.running().isEmpty() && left > 0; ) {
                wait(left);
                left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
