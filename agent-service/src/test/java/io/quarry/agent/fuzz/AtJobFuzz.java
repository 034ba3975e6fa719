package io.quarry.agent.fuzz;

import io.quarry.agent.collect.schedule.ScheduleParsers;

/** Files in the spool of at, and anacrontabs. */
public final class AtJobFuzz {
    private AtJobFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        ScheduleParsers.atAndAnacron(data);
    }
}
