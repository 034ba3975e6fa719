package io.quarry.agent.collect.host.windows;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Windows' time: 100 nanoseconds since 1601, UTC. */
public final class FileTime {
    private static final long TO_1970 = 116_444_736_000_000_000L;
    private static final int TICKS_PER_MICRO = 10;

    private FileTime() {}

    /** To the microsecond, rounded down; empty for 0 and negative numbers, which stand for no time. */
    public static Optional<Instant> instant(long ticks) {
        return ticks <= 0
                ? Optional.empty()
                : Optional.of(Instant.EPOCH.plus(Math.floorDiv(ticks - TO_1970, TICKS_PER_MICRO), ChronoUnit.MICROS));
    }
}
