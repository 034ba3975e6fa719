package io.quarry.agent.task;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Processor time of the agent's process that is no attempt's own: compilation, garbage, the Kafka clients, threads that help.
 * The attempts that run bear it in equal parts, so that what the kernel counts for the process keeps to their limits. Safe for
 * use by many threads.
 */
final class ProcessorOverhead {
    /** The kernel's figure costs a tenth of a millisecond: not at every look. */
    private static final long LOOK_NANOS = Duration.ofMillis(100).toNanos();

    private final LongSupplier processNanos;
    private final LongSupplier wallNanos;
    private final List<Share> shares = new ArrayList<>();
    private long base;
    private long accounted;
    private long nextLook;

    /** One attempt's part. */
    final class Share {
        private final LongSupplier own;
        private final Thread thread;
        private long ownSeen;
        private long part;
        private boolean bears = true;

        private Share(LongSupplier own, Thread thread) {
            this.own = own;
            this.thread = thread;
            this.ownSeen = own.getAsLong();
        }

        /** Nanoseconds so far. It may fall: what helpers spent is first everybody's, and their attempt's when it is charged. */
        long nanos() {
            synchronized (ProcessorOverhead.this) {
                settle(false);
                return part;
            }
        }

        /** The attempt has ended; what its thread may still spend is nobody's. */
        void end() {
            synchronized (ProcessorOverhead.this) {
                settle(true);
                bears = false;
            }
        }

        private long spent() {
            long before = ownSeen;
            ownSeen = Math.max(before, own.getAsLong()); // a thread that has ended is not counted any more
            return ownSeen - before;
        }
    }

    ProcessorOverhead() {
        this(ProcessorOverhead::ofThisProcess, System::nanoTime);
    }

    /**
     * @param processNanos processor time of the process so far
     * @param wallNanos any clock that only goes forward
     */
    ProcessorOverhead(LongSupplier processNanos, LongSupplier wallNanos) {
        this.processNanos = processNanos;
        this.wallNanos = wallNanos;
    }

    private static long ofThisProcess() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(Duration::toNanos)
                .orElse(0L);
    }

    /**
     * Begins to charge an attempt.
     *
     * @param own processor time of its thread and of what it said of its helpers
     */
    synchronized Share begin(LongSupplier own, Thread thread) {
        settle(true);
        if (shares.stream().noneMatch(share -> share.bears)) { // what was spent in between is nobody's
            base = processNanos.getAsLong();
            accounted = 0;
        }
        Share share = new Share(own, thread);
        shares.add(share);
        return share;
    }

    private void settle(boolean now) {
        long wall = wallNanos.getAsLong();
        if (!now && wall - nextLook < 0) {
            return;
        }
        nextLook = wall + LOOK_NANOS;
        for (Share share : shares) {
            accounted += share.spent();
        }
        long bearers = shares.stream().filter(share -> share.bears).count();
        if (bearers > 0) {
            long each = (processNanos.getAsLong() - base - accounted) / bearers;
            shares.stream().filter(share -> share.bears).forEach(share -> share.part += each);
            accounted += each * bearers;
        }
        shares.removeIf(share -> !share.bears && !share.thread.isAlive());
    }
}
