package io.quarry.agent.task;

import java.util.function.LongSupplier;

/** Keeps an attempt's use of the processor below a share of wall time. Used by its thread only. */
final class CpuShare {
    /** Idle time saved up for later bursts, at most; else a collector that waited an hour could burn for a quarter of one. */
    static final long MAX_CREDIT_NANOS = 1_000_000_000L;

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
        creditNanos += (wall - lastWall) - (cpu - lastCpu) * 100 / percent;
        creditNanos = Math.min(creditNanos, MAX_CREDIT_NANOS);
        lastCpu = cpu;
        lastWall = wall;
        return Math.max(0, -creditNanos);
    }
}
