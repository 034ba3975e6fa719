package io.quarry.scheduler.plan;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.support.CronExpression;

/** Local dates and times at which something is due, without a zone and so without daylight saving. */
sealed interface LocalCalendar {
    /** The first one after a local time, or null when there is none. */
    @Nullable
    LocalDateTime next(LocalDateTime after);

    /** One date and time. */
    record Once(LocalDateTime at) implements LocalCalendar {
        @Override
        public @Nullable LocalDateTime next(LocalDateTime after) {
            return at.isAfter(after) ? at : null;
        }
    }

    /** The same time on certain days. */
    record Days(LocalTime time, Predicate<LocalDate> day) implements LocalCalendar {
        /** The rarest rule, a fifth Monday of February once in 12 months, holds every 28 years, or 40 about the year 2100. */
        private static final int LONGEST_WAIT_DAYS = 41 * 366;

        @Override
        public @Nullable LocalDateTime next(LocalDateTime after) {
            LocalDate date = after.toLocalDate();
            if (!time.isAfter(after.toLocalTime())) {
                date = date.plusDays(1);
            }
            for (int i = 0; i < LONGEST_WAIT_DAYS; i++, date = date.plusDays(1)) {
                if (day.test(date)) {
                    return date.atTime(time);
                }
            }
            return null;
        }
    }

    /** A cron expression, read in local time. */
    record Cron(CronExpression expression) implements LocalCalendar {
        @Override
        public @Nullable LocalDateTime next(LocalDateTime after) {
            return expression.next(after);
        }
    }
}
