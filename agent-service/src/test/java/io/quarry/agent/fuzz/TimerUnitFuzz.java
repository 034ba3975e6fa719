package io.quarry.agent.fuzz;

import io.quarry.agent.collect.schedule.ScheduleParsers;

/** Unit files of users: their timers and calendar events, and when these come next. */
public final class TimerUnitFuzz {
    private TimerUnitFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        ScheduleParsers.timer(data);
    }
}
