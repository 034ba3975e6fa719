package io.quarry.agent.collect.host;

import java.time.Instant;
import java.util.Optional;

/** When the host started: {@code btime} of /proc/stat, see proc_stat(5), to the second. */
public final class BootTime {
    /** On a machine with thousands of processors the file has megabytes. */
    private static final int MOST_BYTES = 1 << 22;

    private BootTime() {}

    /** Empty where /proc does not say. */
    public static Optional<Instant> of(HostFiles files) {
        byte[] stat = files.read("/proc/stat", MOST_BYTES)
                .map(HostFiles.Contents::bytes)
                .orElse(new byte[0]);
        ByteCursor in = new ByteCursor(stat, 0, stat.length);
        while (!in.atEnd()) {
            if (in.take("btime ")) {
                try {
                    return Optional.of(Instant.ofEpochSecond(in.decimal()));
                } catch (MalformedTextException e) {
                    return Optional.empty();
                }
            }
            in.nextLine();
        }
        return Optional.empty();
    }
}
