package io.quarry.scheduler.plan;

import io.quarry.model.Schedule;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which local dates a schedule means. */
final class DayRules {
    static final String LAST = "LAST";

    private static final int LETTERS = 3;
    private static final String ORDINAL = "#";
    private static final int WEEKDAYS_OF_ONE_NAME = 5;
    private static final int LONGEST_MONTH = 31;

    private DayRules() {}

    /** @param schedule DAILY, WEEKLY or MONTHLY */
    static Predicate<LocalDate> of(Schedule schedule, @Nullable LocalDate from) {
        Predicate<LocalDate> days =
                switch (schedule.getFrequency()) {
                    case WEEKLY -> weekly(schedule.getOn());
                    case MONTHLY -> monthly(schedule.getOn());
                    case NOW, ONCE, DAILY, CRON -> date -> true;
                };
        int every = schedule.getEvery();
        if (every == 1 || from == null) {
            return days;
        }
        ChronoUnit unit =
                switch (schedule.getFrequency()) {
                    case WEEKLY -> ChronoUnit.WEEKS;
                    case MONTHLY -> ChronoUnit.MONTHS;
                    case NOW, ONCE, DAILY, CRON -> ChronoUnit.DAYS;
                };
        LocalDate first = startOf(unit, from);
        return days.and(date -> Math.floorMod(unit.between(first, startOf(unit, date)), every) == 0);
    }

    private static LocalDate startOf(ChronoUnit unit, LocalDate date) {
        return switch (unit) {
            case WEEKS -> date.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
            case MONTHS -> date.withDayOfMonth(1);
            default -> date;
        };
    }

    private static Predicate<LocalDate> weekly(List<String> on) {
        Set<DayOfWeek> days = on.stream().map(d -> weekday(d).orElseThrow()).collect(Collectors.toUnmodifiableSet());
        return date -> days.contains(date.getDayOfWeek());
    }

    private static Predicate<LocalDate> monthly(List<String> on) {
        return on.stream().map(d -> dayOfMonth(d).orElseThrow()).reduce(date -> false, Predicate::or);
    }

    /** @return the days that such a text means; empty when it means none */
    static Optional<Predicate<LocalDate>> dayOfMonth(String text) {
        if (text.equals(LAST)) {
            return Optional.of(numbered(LONGEST_MONTH));
        }
        int ordinal = text.indexOf(ORDINAL);
        if (ordinal >= 0) {
            String which = text.substring(ordinal + 1);
            return weekday(text.substring(0, ordinal)).flatMap(day -> nth(day, which));
        }
        return number(text, LONGEST_MONTH).map(DayRules::numbered);
    }

    /** A day that a month lacks stands for its last day. */
    private static Predicate<LocalDate> numbered(int day) {
        return date ->
                date.getDayOfMonth() == Math.min(day, YearMonth.from(date).lengthOfMonth());
    }

    private static Optional<Predicate<LocalDate>> nth(DayOfWeek day, String which) {
        if (which.equals(LAST)) {
            return Optional.of(date -> date.equals(date.with(TemporalAdjusters.lastInMonth(day))));
        }
        return number(which, WEEKDAYS_OF_ONE_NAME)
                .map(n -> date ->
                        date.getDayOfWeek() == day && (date.getDayOfMonth() - 1) / DayOfWeek.values().length == n - 1);
    }

    /** @param text MON to SUN or MONDAY to SUNDAY, in any case */
    static Optional<DayOfWeek> weekday(String text) {
        String name = text.toUpperCase(Locale.ROOT);
        for (DayOfWeek day : DayOfWeek.values()) {
            if (day.name().equals(name) || day.name().substring(0, LETTERS).equals(name)) {
                return Optional.of(day);
            }
        }
        return Optional.empty();
    }

    private static Optional<Integer> number(String text, int most) {
        boolean digits = text.matches("[1-9][0-9]?");
        return digits && Integer.parseInt(text) <= most ? Optional.of(Integer.valueOf(text)) : Optional.empty();
    }
}
