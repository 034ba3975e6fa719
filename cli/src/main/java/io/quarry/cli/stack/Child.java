package io.quarry.cli.stack;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One process of the stack, kept running until it is stopped: when it ends by itself, it is started again. */
public final class Child {
    private static final int TRIES = 5;
    private static final int TAIL_LINES = 20;
    private static final long POLL_MS = 100;
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(30);
    /** A process that ran this long was well: the next backoff starts small again. */
    private static final Duration WELL = Duration.ofSeconds(60);

    private final ChildSpec spec;
    private final LogFile log;
    private final StackListener listener;
    private final CompletableFuture<@Nullable Void> firstReady = new CompletableFuture<>();
    private volatile CountDownLatch stopping = new CountDownLatch(1);
    private volatile @Nullable Process process;
    private volatile boolean ready;
    private volatile int starts;
    private @Nullable Thread supervisor;

    Child(ChildSpec spec, LogFile log, StackListener listener) {
        this.spec = spec;
        this.log = log;
        this.listener = listener;
    }

    public String name() {
        return spec.name();
    }

    /** Process id of the program itself; empty while it is down. */
    public OptionalLong pid() {
        Process current = process;
        return current != null && current.isAlive() ? OptionalLong.of(current.pid()) : OptionalLong.empty();
    }

    /** How often it was started, the first time included. */
    public int starts() {
        return starts;
    }

    public boolean ready() {
        return ready;
    }

    /** Starts it, or starts it again after {@link #stop}. */
    public synchronized void start() {
        if (supervisor != null) {
            return;
        }
        stopping = new CountDownLatch(1);
        supervisor = new Thread(this::supervise, "supervisor of " + name());
        supervisor.setDaemon(true);
        supervisor.start();
    }

    /** Waits for the first time that it is ready; what went wrong instead is a {@link StackException}. */
    CompletableFuture<@Nullable Void> firstReady() {
        return firstReady;
    }

    /** {@code kill -9}: the supervisor starts it again. */
    public void kill() {
        Process current = process;
        if (current != null) {
            current.toHandle().destroyForcibly();
        }
    }

    /** Ends it for good: asks, waits for its grace, kills. */
    public void stop() {
        stop(spec.grace());
    }

    /** @param grace how long it may take when asked; zero: it is not asked, but killed */
    void stop(Duration grace) {
        Thread thread;
        synchronized (this) {
            thread = supervisor;
            supervisor = null;
            stopping.countDown();
        }
        Process current = process;
        if (current != null && current.isAlive()) {
            List<ProcessHandle> leash = current.children().toList();
            end(current, grace);
            // It lets go by itself, a moment later: who stopped a stack finds nothing of it left.
            leash.forEach(Child::awaitGone);
        }
        if (thread != null) {
            joinQuietly(thread);
        }
    }

    /** By its handle: {@link Process#destroy} would close the pipe at once, and the leash would think us gone. */
    private void end(Process current, Duration grace) {
        if (!grace.isZero()) {
            current.toHandle().destroy();
            if (await(current, grace)) {
                return;
            }
            listener.say(name() + " did not end within " + grace.toSeconds() + " s and is killed");
        }
        current.toHandle().destroyForcibly();
        await(current, LONGEST_BACKOFF);
    }

    /** A sentence on what is wrong, the path of the log and its last lines. */
    public String troubleReport(String what) {
        return name() + " " + what + ". Its log is " + log.path() + " and ends:\n"
                + log.tail(TAIL_LINES).indent(4).stripTrailing();
    }

    private void supervise() {
        Duration backoff = Duration.ofSeconds(1);
        try {
            for (int failures = 1; ; failures++) {
                long began = System.nanoTime();
                Process current = launch();
                if (current == null) {
                    return;
                }
                String ended = attend(current);
                if (stopped()) {
                    return;
                }
                if (!firstReady.isDone() && failures == TRIES) {
                    firstReady.completeExceptionally(new StackException(
                            troubleReport("does not start (" + ended + ", " + TRIES + " times in a row)")));
                    return;
                }
                if (System.nanoTime() - began > WELL.toNanos()) {
                    backoff = Duration.ofSeconds(1);
                }
                listener.say(name() + " ended by itself (" + ended + "); starting it again in " + backoff.toSeconds()
                        + " s. Log: " + log.path());
                if (stopping.await(backoff.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
                backoff = min(backoff.multipliedBy(2), LONGEST_BACKOFF);
            }
        } catch (IOException e) {
            firstReady.completeExceptionally(new StackException(name() + " can't be started: " + e.getMessage(), e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized @Nullable Process launch() throws IOException {
        if (stopped()) {
            return null;
        }
        log.rotate();
        Process started = Leash.start(spec, log.path());
        process = started;
        starts++;
        return started;
    }

    /** Watches a process until it ends. @return how it ended */
    private String attend(Process current) throws InterruptedException {
        try {
            while (!current.waitFor(POLL_MS, TimeUnit.MILLISECONDS)) {
                if (!ready && spec.probe().ready() && current.isAlive()) {
                    ready = true;
                    if (!firstReady.complete(null)) {
                        listener.say(name() + " is ready again");
                    }
                }
                if (ready) {
                    current.waitFor();
                }
            }
            int exit = current.exitValue();
            return exit > 128 ? "signal " + (exit - 128) : "exit code " + exit;
        } finally {
            ready = false;
            Leash.release(current);
        }
    }

    private boolean stopped() {
        return stopping.getCount() == 0;
    }

    private static boolean await(Process current, Duration grace) {
        try {
            return current.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * {@link ProcessHandle#onExit} would do, but looks every 300 ms only at what is not a child, and takes what has ended
     * for alive until its parent, init, has noticed: that has no command any more.
     */
    private static void awaitGone(ProcessHandle process) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
        while (process.info().command().isPresent() && System.nanoTime() < end) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    private static void joinQuietly(Thread thread) {
        try {
            thread.join(LONGEST_BACKOFF.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
