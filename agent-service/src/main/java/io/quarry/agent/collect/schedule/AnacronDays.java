package io.quarry.agent.collect.schedule;

import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** On which day anacron runs a job next: it knows days only, and asks of each whether the last run is long enough ago. */
final class AnacronDays {
    private static final int MOST_DAYS = 800;
    private static final int WEEK = 7;

    private AnacronDays() {}

    /**
     * @param last day in the job's stamp file; null for none
     * @return the first day from today on at which it is due; empty for a period that anacron does not know
     */
    static Optional<LocalDate> due(String period, @Nullable LocalDate last, LocalDate today) {
        boolean known = period.charAt(0) != '@' || days(period, today) != null;
        if (!known) {
            return Optional.empty();
        }
        if (last == null || last.isAfter(today)) {
            return Optional.of(today); // the clock was wrong then: it is run again
        }
        if (period.charAt(0) != '@') {
            LocalDate due = last.plusDays(Long.parseLong(period));
            return Optional.of(due.isBefore(today) ? today : due);
        }
        for (LocalDate day = today; day.isBefore(today.plusDays(MOST_DAYS)); day = day.plusDays(1)) {
            Period wanted = days(period, day);
            long since = day.toEpochDay() - last.toEpochDay();
            if (wanted != null && (since >= wanted.before || since == wanted.now)) {
                return Optional.of(day);
            }
        }
        return Optional.empty();
    }

    /**
     * @param before length of the month or year before
     * @param now length of this one
     */
    private record Period(int before, int now) {}

    private static @Nullable Period days(String name, LocalDate day) {
        return switch (name) {
            case "@daily" -> new Period(1, 1);
            case "@weekly" -> new Period(WEEK, WEEK);
            case "@monthly" ->
                new Period(
                        YearMonth.from(day).minusMonths(1).lengthOfMonth(),
                        YearMonth.from(day).lengthOfMonth());
            case "@yearly", "@annually" -> new Period(day.minusYears(1).lengthOfYear(), day.lengthOfYear());
            default -> null;
        };
    }
}
