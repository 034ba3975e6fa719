package io.quarry.agent.collect.registry;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Dirty pages of one log, in the order in which they were written; their bytes stay in the log until they are wanted. */
final class RecoveredPages {
    private final HiveSource log;
    private final List<Run> runs = new ArrayList<>();
    private long end;

    /**
     * @param target byte in the hive file
     * @param from byte in the log
     */
    private record Run(long target, long from, int length) {}

    RecoveredPages(HiveSource log) {
        this.log = log;
    }

    void add(long target, long from, int length) {
        runs.add(new Run(target, from, length));
        end = Math.max(end, target + length);
    }

    int size() {
        return runs.size();
    }

    /** The byte of the hive behind the last one there is here. */
    long end() {
        return end;
    }

    /** Puts over a part of the hive what there is for it. */
    void lay(long start, byte[] part) throws IOException {
        for (Run run : runs) {
            long from = Math.max(start, run.target);
            long to = Math.min(start + part.length, run.target + run.length);
            if (from < to) {
                log.read(run.from + from - run.target, part, (int) (from - start), (int) (to - from));
            }
        }
    }
}
