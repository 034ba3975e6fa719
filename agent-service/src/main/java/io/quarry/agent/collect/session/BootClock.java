package io.quarry.agent.collect.session;

import io.quarry.agent.collect.host.BootTime;
import io.quarry.agent.collect.host.HostFiles;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Turns the ticks since boot that the kernel counts in into times. */
final class BootClock {
    /** USER_HZ of asm/param.h, the same on every architecture that Java runs on. */
    private static final long TICKS_PER_SECOND = 100;

    private final @Nullable Instant boot;

    BootClock(HostFiles files) {
        boot = BootTime.of(files).orElse(null);
    }

    /** Null where the boot is not known. */
    @Nullable
    Instant at(long ticks) {
        return boot == null ? null : boot.plusMillis(ticks * 1_000 / TICKS_PER_SECOND);
    }
}
