package io.quarry.agent.task;

import java.util.function.LongSupplier;

/** Keeps an attempt's use of the processor below a share of wall time. Used by its thread only. */
final class CpuShare {
    /** Idle time saved up for later bursts, at most: the limit is to hold over any ten seconds, not on the average of an hour. */
    static final long MAX_CREDIT_NANOS = 200_000_000L;
    /** Of its share that it uses, percent: the rest is for steps that are over before anybody can look at the clock. */
    static final int PACE = 95;

    private final int percent;
    private final LongSupplier cpuNanos;
    private final LongSupplier wallNanos;
    private long lastCpu;
    private long lastWall;
    private long creditNanos;

    /**
     * @param percent of one processor, 1 to 100
     * @param cpuNanos processor time of the attempt
     * @param wallNanos any clock that only goes forward
     */
    CpuShare(int percent, LongSupplier cpuNanos, LongSupplier wallNanos) {
        this.percent = percent;
        this.cpuNanos = cpuNanos;
        this.wallNanos = wallNanos;
        this.lastCpu = cpuNanos.getAsLong();
        this.lastWall = wallNanos.getAsLong();
    }

    /** @return nanoseconds to wait before any more work; 0 when the attempt is within its share */
    long owedNanos() {
        long cpu = cpuNanos.getAsLong();
        long wall = wallNanos.getAsLong();
        creditNanos += (wall - lastWall) - (cpu - lastCpu) * 100 * 100 / (percent * PACE);
        creditNanos = Math.min(creditNanos, MAX_CREDIT_NANOS);
        lastCpu = cpu;
        lastWall = wall;
        return Math.max(0, -creditNanos);
    }
}
