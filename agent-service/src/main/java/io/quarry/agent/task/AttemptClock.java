package io.quarry.agent.task;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Time of one attempt: wall time since its start, processor time of its thread and of those that helped it, and its part of what
 * the agent spends beside. Waiting for the broker does not count against the time limit: an outage is not the collector's doing,
 * and its rows are not to be lost for it.
 */
final class AttemptClock {
    /** A collector that does not ask for so long whether it is to go on hangs, as far as anybody can tell. */
    static final Duration SILENCE = Duration.ofSeconds(5);

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Thread thread;
    private final long timeoutNanos;
    private final CpuShare share;
    private final ProcessorOverhead.Share overhead;
    private final long start = System.nanoTime();
    private volatile long waitedNanos;
    private volatile @Nullable Long waitingSince;
    private volatile long helpersNanos;
    private volatile long lastSign = start;

    /** To be made on the collector's thread. */
    AttemptClock(Duration timeout, int cpuPercent, ProcessorOverhead others) {
        this.thread = Thread.currentThread();
        this.timeoutNanos = timeout.toNanos();
        this.overhead = others.begin(this::cpuNanos, thread);
        this.share = new CpuShare(cpuPercent, () -> cpuNanos() + overhead.nanos(), System::nanoTime);
    }

    /** The collector is alive; on its thread. */
    void sign() {
        lastSign = System.nanoTime();
    }

    /** Whether there was no sign of life for {@link #SILENCE}, and no waiting for the broker either. */
    boolean silent() {
        return !waiting() && System.nanoTime() - lastSign > SILENCE.toNanos();
    }

    /** The attempt is over: it bears nothing of what the agent spends from now on. */
    void end() {
        overhead.end();
    }

    void pause() {
        waitingSince = System.nanoTime();
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes, others read
    void resume() {
        Long since = waitingSince;
        if (since != null) {
            waitedNanos += System.nanoTime() - since;
        }
        sign();
        waitingSince = null;
    }

    boolean waiting() {
        return waitingSince != null;
    }

    boolean overdue() {
        return !waiting() && System.nanoTime() - start - waitedNanos > timeoutNanos;
    }

    /** Counts processor time of threads that help the collector's; on the collector's thread only. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes, others read
    void charge(long cpuNanos) {
        helpersNanos += cpuNanos;
    }

    /** On the collector's thread only. */
    long owedNanos() {
        return share.owedNanos();
    }

    long wallMillis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }

    /** Also right when asked by another thread while the collector's is alive. */
    long cpuMillis() {
        return TimeUnit.NANOSECONDS.toMillis(cpuNanos());
    }

    private long cpuNanos() {
        return helpersNanos + Math.max(0, THREADS.getThreadCpuTime(thread.getId())); // -1: the thread has ended
    }
}
