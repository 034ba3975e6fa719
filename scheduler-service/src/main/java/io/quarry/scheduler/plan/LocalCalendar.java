package io.quarry.scheduler.plan;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.YearMonth;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.support.CronExpression;

/** Local dates and times at which something is due, without a zone and so without daylight saving. */
sealed interface LocalCalendar {
    String LAST = "LAST";

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
        /** Every rule there is holds at least once in a month. */
        private static final int LONGEST_WAIT_DAYS = 63;

        static Days daily(LocalTime time) {
            return new Days(time, date -> true);
        }

        static Days weekly(LocalTime time, Set<DayOfWeek> days) {
            return new Days(time, date -> days.contains(date.getDayOfWeek()));
        }

        /** @param days 1 to 31 or LAST; a day that a month lacks stands for its last day */
        static Days monthly(LocalTime time, List<String> days) {
            Set<Integer> numbers = days.stream()
                    .map(d -> d.equals(LAST) ? 31 : Integer.parseInt(d))
                    .collect(Collectors.toUnmodifiableSet());
            return new Days(time, date -> {
                boolean last = date.getDayOfMonth() == YearMonth.from(date).lengthOfMonth();
                return numbers.contains(date.getDayOfMonth())
                        || (last && numbers.stream().anyMatch(n -> n > date.getDayOfMonth()));
            });
        }

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
