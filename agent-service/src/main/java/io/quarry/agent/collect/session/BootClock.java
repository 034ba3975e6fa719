package io.quarry.agent.collect.session;

import io.quarry.agent.collect.host.ByteCursor;
import io.quarry.agent.collect.host.HostFiles;
import io.quarry.agent.collect.host.MalformedTextException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Turns the ticks since boot that the kernel counts in into times, from {@code btime} in /proc/stat: to the second. */
final class BootClock {
    private static final int MOST_BYTES = 1 << 22;
    /** USER_HZ of asm/param.h, the same on every architecture that Java runs on. */
    private static final long TICKS_PER_SECOND = 100;

    private final @Nullable Instant boot;

    BootClock(HostFiles files) {
        boot = boot(files.read("/proc/stat", MOST_BYTES)
                .map(HostFiles.Contents::bytes)
                .orElse(new byte[0]));
    }

    /** Null where the boot is not known. */
    @Nullable
    Instant at(long ticks) {
        return boot == null ? null : boot.plusMillis(ticks * 1_000 / TICKS_PER_SECOND);
    }

    private static @Nullable Instant boot(byte[] stat) {
        ByteCursor in = new ByteCursor(stat, 0, stat.length);
        while (!in.atEnd()) {
            if (in.take("btime ")) {
                try {
                    return Instant.ofEpochSecond(in.decimal());
                } catch (MalformedTextException e) {
                    return null;
                }
            }
            in.nextLine();
        }
        return null;
    }
}
