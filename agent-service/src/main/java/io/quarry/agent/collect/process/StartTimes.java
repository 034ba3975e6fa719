package io.quarry.agent.collect.process;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Start times from ticks since boot. The boot time is rounded to a tick, the unit of the start times: two collections that
 * read the clocks a moment apart then give a process the same start, which is half of its identity.
 */
final class StartTimes {
    private static final long MICROS = 1_000_000;
    private static final long NANOS = 1_000_000_000;

    private final long bootTicks;
    private final long ticksPerSecond;

    /** @param bootNanos since 1970, UTC */
    StartTimes(long bootNanos, long ticksPerSecond) {
        long tick = NANOS / ticksPerSecond;
        this.bootTicks = Math.floorDiv(bootNanos + tick / 2, tick);
        this.ticksPerSecond = ticksPerSecond;
    }

    Instant at(long startTicks) {
        return Instant.EPOCH.plus((bootTicks + startTicks) * (MICROS / ticksPerSecond), ChronoUnit.MICROS);
    }
}
