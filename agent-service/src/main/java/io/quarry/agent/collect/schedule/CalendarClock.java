package io.quarry.agent.collect.schedule;

import io.quarry.agent.collect.schedule.CalendarEvent.Range;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When a calendar event of systemd comes next. It is looked for in local time: what falls into an hour that is skipped is
 * not made up for, and in an hour that comes twice, it comes once.
 */
final class CalendarClock {
    private static final int LAST_YEAR = 2199;
    private static final int MICROS = 1_000_000;
    private static final int MOST_STEPS = 10_000;

    private final ZoneId local;

    /** @param local the zone of events that name none */
    CalendarClock(ZoneId local) {
        this.local = local;
    }

    /** The first time after an instant; empty when it does not come again. */
    Optional<Instant> next(CalendarEvent event, Instant after) {
        ZoneRules rules = (event.zone() == null ? local : event.zone()).getRules();
        ZoneOffset offset = rules.getOffset(after);
        LocalDateTime at = LocalDateTime.ofInstant(after, offset)
                .truncatedTo(ChronoUnit.MICROS)
                .plus(1, ChronoUnit.MICROS);
        for (int i = 0; i < MOST_STEPS; i++) {
            at = shown(at, rules);
            LocalDateTime better = step(event, at);
            if (better == null) {
                return Optional.empty();
            }
            if (better.equals(at)) {
                return Optional.of(at.toInstant(rules.isValidOffset(at, offset) ? offset : rules.getOffset(at)));
            }
            at = better;
        }
        return Optional.empty();
    }

    /** A time that the clock passes over becomes one as long after the gap, as mktime(3) has it. */
    private static LocalDateTime shown(LocalDateTime time, ZoneRules rules) {
        ZoneOffsetTransition change = rules.getTransition(time);
        return change != null && change.isGap() ? time.plus(change.getDuration()) : time;
    }

    /**
     * A time nearer to the next match, or the same when it is one; null when there is none. A step that overshoots its field
     * goes on in the next larger one, and what lies between is passed over, as systemd does: {@code 0/7} for the hour is 0,
     * 7, 14, 21, then 28 and so 4 o'clock of the next day, and 7.
     */
    private static @Nullable LocalDateTime step(CalendarEvent event, LocalDateTime at) {
        int year = next(event.years(), at.getYear());
        if (year < 0 || year > LAST_YEAR) {
            return null;
        }
        LocalDate first = LocalDate.of(year, 1, 1);
        if (year != at.getYear()) {
            return first.atStartOfDay();
        }
        int month = next(event.months(), at.getMonthValue());
        if (month != at.getMonthValue()) {
            return (month < 0 ? first.plusYears(1) : first.plusMonths(month - 1L)).atStartOfDay();
        }
        LocalDate date = at.toLocalDate();
        int day = dayOfMonth(event, date);
        if (day != date.getDayOfMonth()) {
            LocalDate start = date.withDayOfMonth(1);
            return (day < 0 ? start.plusMonths(1) : start.plusDays(day - 1L)).atStartOfDay();
        }
        boolean weekday = (event.weekdays() >> date.getDayOfWeek().getValue() - 1 & 1) != 0;
        return weekday ? stepInDay(event, at) : date.plusDays(1).atStartOfDay();
    }

    private static LocalDateTime stepInDay(CalendarEvent event, LocalDateTime at) {
        LocalDateTime day = at.toLocalDate().atStartOfDay();
        int hour = next(event.hours(), at.getHour());
        if (hour != at.getHour()) {
            return hour < 0 ? day.plusDays(1) : day.plusHours(hour);
        }
        LocalDateTime start = day.plusHours(hour);
        int minute = next(event.minutes(), at.getMinute());
        if (minute != at.getMinute()) {
            return minute < 0 ? start.plusHours(1) : start.plusMinutes(minute);
        }
        start = start.plusMinutes(minute);
        int micro = next(event.microseconds(), at.getSecond() * MICROS + at.getNano() / 1_000);
        return micro < 0 ? start.plusMinutes(1) : start.plus(micro, ChronoUnit.MICROS);
    }

    private static int dayOfMonth(CalendarEvent event, LocalDate from) {
        if (!event.fromEndOfMonth()) {
            return next(event.days(), from.getDayOfMonth());
        }
        int after = from.lengthOfMonth() + 1;
        List<Range> forwards = event.days().stream()
                .map(range -> range.stop() < 0
                        ? new Range(after - range.start(), -1, range.step())
                        : new Range(after - range.stop(), after - range.start(), range.step()))
                .toList();
        return next(forwards, from.getDayOfMonth());
    }

    private static int next(List<Range> ranges, int bound) {
        if (ranges.isEmpty()) {
            return bound;
        }
        int best = -1;
        for (Range range : ranges) {
            int value = range.next(bound);
            if (value >= 0 && (best < 0 || value < best)) {
                best = value;
            }
        }
        return best;
    }
}
