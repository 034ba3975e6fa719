package io.quarry.agent.fuzz;

import io.quarry.agent.collect.schedule.ScheduleParsers;

/** Crontabs of users, and when their jobs start next. */
public final class CrontabFuzz {
    private CrontabFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        ScheduleParsers.crontab(data);
    }
}
