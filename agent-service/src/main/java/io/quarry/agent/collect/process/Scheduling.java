package io.quarry.agent.collect.process;

import io.quarry.jobs.ProcessPriority;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** How a process is scheduled, in the words of sched(7) and ioprio_set(2). */
final class Scheduling {
    private static final int IO_CLASS_SHIFT = 13;
    private static final int IO_LEVEL = 7;

    private Scheduling() {}

    /** @param io as ioprio_get(2) returns it */
    static ProcessPriority priority(ProcStat stat, OptionalInt io) {
        return new ProcessPriority(
                policy(stat.policy()),
                stat.priority(),
                stat.nice(),
                stat.realtimePriority() < 0 ? null : stat.realtimePriority(),
                io.isPresent() ? ioClass(io.getAsInt()) : null);
    }

    private static @Nullable String policy(int policy) {
        return switch (policy) {
            case 0 -> "OTHER";
            case 1 -> "FIFO";
            case 2 -> "RR";
            case 3 -> "BATCH";
            case 5 -> "IDLE";
            case 6 -> "DEADLINE";
            case 7 -> "EXT";
            default -> policy < 0 ? null : "policy-" + policy;
        };
    }

    private static String ioClass(int io) {
        int level = io & IO_LEVEL;
        return switch (io >> IO_CLASS_SHIFT) {
            case 0 -> "NONE";
            case 1 -> "REALTIME " + level;
            case 2 -> "BEST_EFFORT " + level;
            case 3 -> "IDLE";
            default -> "class-" + (io >> IO_CLASS_SHIFT);
        };
    }
}
