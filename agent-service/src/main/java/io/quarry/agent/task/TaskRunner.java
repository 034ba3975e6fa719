package io.quarry.agent.task;

import io.quarry.agent.task.FindingStream.FindingsLostException;
import io.quarry.agent.task.Outcomes.Ending;
import io.quarry.model.Outcome;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs accepted tasks, a few at a time, in the order they came. */
public final class TaskRunner implements AttemptOwner, AutoCloseable {
    /** At once: two, so that a long hunt does not hold up a short one. */
    static final int PARALLEL = 2;
    /** Waiting tasks from which on no more commands are read. */
    static final int QUEUED = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(TaskRunner.class);
    private static final long TICK_MS = 200;
    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final TaskServices services;
    private final String hostname;
    private final Deque<AcceptedTask> queue = new ArrayDeque<>();
    private final Map<String, Attempt> running = new LinkedHashMap<>();
    private final ScheduledThreadPoolExecutor supervisor;
    private Runnable roomAgain = () -> {};
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
            Attempt attempt = running.get(taskId);
            if (attempt != null) {
                attempt.stop(new Stop(Stop.Kind.CANCELLED, "cancelled by a signed command"));
            }
        }
        waiting.flatMap(new Admission(services)::end).ifPresent(services.reports()::finished);
    }

    private synchronized void startWaiting() {
        boolean full = !hasRoom();
        while (!closed && running.size() < PARALLEL && !queue.isEmpty()) {
            Attempt attempt = new Attempt(queue.removeFirst(), hostname, services, this);
            running.put(attempt.task().id(), attempt);
            attempt.start();
            if (running.size() == 1) {
                superviseLater();
            }
        }
        if (full && hasRoom()) {
            roomAgain.run();
        }
    }

    private void superviseLater() {
        supervisor.schedule(this::supervise, TICK_MS, TimeUnit.MILLISECONDS);
    }

    private synchronized void supervise() {
        List.copyOf(running.values()).forEach(Attempt::supervise);
        if (!running.isEmpty()) {
            superviseLater();
        }
    }

    @Override
    public synchronized void ended(Attempt attempt) {
        running.remove(attempt.task().id(), attempt);
        notifyAll();
        startWaiting();
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

    /** Tells what runs to end and waits a few seconds; unfinished tasks go on when the agent starts again. */
    @Override
    public synchronized void close() {
        closed = true;
        for (Attempt attempt : new ArrayList<>(running.values())) {
            attempt.stop(new Stop(Stop.Kind.SHUTDOWN, "the agent is stopping"));
        }
        long end = System.nanoTime() + CLOSING.toNanos();
        try {
            for (long left = CLOSING.toMillis(); !running.isEmpty() && left > 0; ) {
                wait(left);
                left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        supervisor.shutdownNow();
    }
}
