package io.quarry.scheduler.plan;

import io.quarry.model.Frequency;
import io.quarry.model.Schedule;
import io.quarry.schemas.Violations;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.support.CronExpression;

/** What holds across the fields of a schedule. */
final class ScheduleRules {
    private static final int DAYS = 366;
    private static final int WEEKS = 52;
    private static final int MONTHS = 12;

    private final Schedule schedule;
    private final Frequency frequency;
    private final Violations violations;
    private boolean good = true;

    ScheduleRules(Schedule schedule, Violations violations) {
        this.schedule = schedule;
        this.frequency = schedule.getFrequency();
        this.violations = violations;
    }

    void check(Instant now, @Nullable Schedule current) {
        time();
        on();
        cron();
        every();
        dates();
        if (good && frequency != Frequency.NOW && !schedule.equals(current)) {
            future(now);
        }
    }

    private void time() {
        boolean wanted = frequency != Frequency.NOW && frequency != Frequency.CRON;
        if (wanted && schedule.getTime() == null) {
            wrong("time", null, "required for " + frequency + ": HH:MM:SS");
        }
        if (!wanted && schedule.getTime() != null) {
            wrong("time", schedule.getTime(), "has no meaning for " + frequency);
        }
    }

    private void on() {
        List<String> on = schedule.getOn();
        boolean required = frequency == Frequency.WEEKLY || frequency == Frequency.MONTHLY;
        if (required && on.isEmpty()) {
            wrong("on", null, "required for " + frequency + ": " + allowed());
        }
        if (frequency == Frequency.ONCE && on.size() > 1) {
            wrong("on", on, "must be one date for ONCE, has " + on.size());
        }
        for (int i = 0; i < on.size(); i++) {
            if (!fits(on.get(i))) {
                wrong("on[" + i + "]", on.get(i), allowed());
            }
        }
    }

    private boolean fits(String day) {
        return switch (frequency) {
            case NOW, DAILY, CRON -> false;
            case ONCE -> isDate(day);
            case WEEKLY -> DayRules.weekday(day).isPresent();
            case MONTHLY -> DayRules.dayOfMonth(day).isPresent();
        };
    }

    private String allowed() {
        return switch (frequency) {
            case NOW, DAILY, CRON -> "has no meaning for " + frequency;
            case ONCE -> "must be a date YYYY-MM-DD that exists";
            case WEEKLY -> "must be one of MON, TUE, WED, THU, FRI, SAT, SUN, or the whole name";
            case MONTHLY -> "must be a day 1 to 31, LAST, or a weekday such as MON#1 to MON#5 or MON#LAST";
        };
    }

    private void cron() {
        String cron = schedule.getCron();
        if (frequency != Frequency.CRON) {
            if (cron != null) {
                wrong("cron", cron, "has no meaning for " + frequency);
            }
        } else if (cron == null) {
            wrong("cron", null, "required for CRON: six fields, second first");
        } else {
            try {
                CronExpression.parse(cron);
            } catch (IllegalArgumentException e) {
                wrong("cron", cron, "must have six fields, second first: " + e.getMessage());
            }
        }
    }

    private void every() {
        int every = schedule.getEvery();
        int most =
                switch (frequency) {
                    case DAILY -> DAYS;
                    case WEEKLY -> WEEKS;
                    case MONTHLY -> MONTHS;
                    case NOW, ONCE, CRON -> 1;
                };
        if (every > most) {
            wrong("every", every, most == 1 ? "has no meaning for " + frequency : "must be 1 to " + most);
        }
    }

    private void dates() {
        String from = schedule.getFrom();
        String until = schedule.getUntil();
        if (frequency == Frequency.NOW && (from != null || until != null)) {
            wrong(from != null ? "from" : "until", from != null ? from : until, "has no meaning for NOW");
        }
        if (from != null && until != null && LocalDate.parse(from).isAfter(LocalDate.parse(until))) {
            wrong("from", from, "must not be after until (" + until + ")");
        }
    }

    private void future(Instant now) {
        Schedule dated = FiringPlan.dated(schedule, now);
        if (FiringPlan.of(dated).next(now).isEmpty()) {
            String field = frequency == Frequency.ONCE
                    ? "on"
                    : schedule.getUntil() != null ? "until" : frequency == Frequency.CRON ? "cron" : "on";
            wrong(field, schedule.get(field), "is over: this schedule never fires after " + now);
        }
    }

    private static boolean isDate(String text) {
        try {
            LocalDate.parse(text);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private void wrong(String field, @Nullable Object value, String message) {
        good = false;
        violations.add("schedule." + field, value, message);
    }
}
