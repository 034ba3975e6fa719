package io.quarry.agent.collect.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When cron starts a job next. Both crons keep a virtual clock, in minutes of local time, that does not jump where the real
 * one does by up to three hours: a job at fixed times that falls into the hour skipped in spring runs at once after the
 * jump, and in the hour repeated in autumn it runs the first time only. A job whose minute or hour is an asterisk runs when
 * the real clock shows its time, so not in the former and twice in the latter.
 */
final class CronClock {
    private static final Duration LARGEST_JUMP = Duration.ofHours(3);
    private static final Duration SMALL_JUMP = Duration.ofMinutes(5);
    /** The 29th of February falls on a given day of the week once in 28 years, in 40 across a year like 2100. */
    private static final int YEARS_AHEAD = 41;

    private final ZoneRules rules;
    private final boolean zoneOfJob;

    /** @param zoneOfJob {@code CRON_TZ}: cronie then takes times as they are in that zone, for all jobs */
    CronClock(ZoneId zone, boolean zoneOfJob) {
        this.rules = zone.getRules();
        this.zoneOfJob = zoneOfJob;
    }

    /** The first start after an instant; empty where there is none within 41 years, or the times are not of a calendar. */
    Optional<Instant> next(CronExpression expression, Instant after) {
        if (expression.reboot() || expression.never()) {
            return Optional.empty();
        }
        boolean clock = zoneOfJob || expression.followsClock();
        Instant limit = after.plus(366L * YEARS_AHEAD, ChronoUnit.DAYS);
        ZoneOffset offset = rules.getOffset(after);
        LocalDateTime from = minuteAfter(LocalDateTime.ofInstant(after, offset));
        if (!clock) {
            from = later(from, minuteAfter(furthestShown(after)));
        }
        ZoneOffsetTransition change = rules.nextTransition(after);
        while (true) {
            boolean last = change == null || change.getInstant().isAfter(limit);
            LocalDateTime to = last ? LocalDateTime.ofInstant(limit, offset) : change.getDateTimeBefore();
            LocalDateTime found = first(expression, from, to);
            if (found != null) {
                return Optional.of(found.toInstant(offset));
            }
            if (last) {
                return Optional.empty();
            }
            if (catchesUp(clock, change) && first(expression, later(from, to), change.getDateTimeAfter()) != null) {
                return Optional.of(change.getInstant().truncatedTo(ChronoUnit.MINUTES));
            }
            boolean repeats =
                    !clock && change.isOverlap() && within(change.getDuration().negated());
            from = repeats ? later(from, change.getDateTimeBefore()) : change.getDateTimeAfter();
            offset = change.getOffsetAfter();
            change = rules.nextTransition(change.getInstant());
        }
    }

    /** The latest local time shown before an instant, as far back as the virtual clock may still stand. */
    private LocalDateTime furthestShown(Instant at) {
        LocalDateTime now = LocalDateTime.ofInstant(at, rules.getOffset(at));
        ZoneOffsetTransition before = rules.previousTransition(at.plusNanos(1));
        boolean held = before != null
                && before.isOverlap()
                && within(before.getDuration().negated());
        return held ? later(now, before.getDateTimeBefore().minusMinutes(1)) : now;
    }

    private boolean catchesUp(boolean clock, ZoneOffsetTransition change) {
        Duration jump = change.getDuration();
        return !zoneOfJob && change.isGap() && within(jump) && (!clock || jump.compareTo(SMALL_JUMP) <= 0);
    }

    private static boolean within(Duration jump) {
        return jump.compareTo(LARGEST_JUMP) <= 0;
    }

    private static LocalDateTime later(LocalDateTime a, LocalDateTime b) {
        return a.isAfter(b) ? a : b;
    }

    private static LocalDateTime minuteAfter(LocalDateTime time) {
        return time.truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
    }

    /** The first local time in {@code [from, to)} that matches. */
    private static @Nullable LocalDateTime first(CronExpression expression, LocalDateTime from, LocalDateTime to) {
        LocalDate day = from.toLocalDate();
        LocalDate lastDay = to.toLocalDate();
        while (!day.isAfter(lastDay)) {
            if (!expression.matchesMonth(day.getMonthValue())) {
                day = day.withDayOfMonth(1).plusMonths(1);
                continue;
            }
            if (expression.matchesDay(
                    day.getMonthValue(), day.getDayOfMonth(), day.getDayOfWeek().getValue())) {
                int start = day.equals(from.toLocalDate()) ? from.getHour() * 60 + from.getMinute() : 0;
                int minute = minuteOfDay(expression, start);
                if (minute >= 0) {
                    LocalDateTime found = day.atStartOfDay().plusMinutes(minute);
                    return found.isBefore(to) ? found : null;
                }
            }
            day = day.plusDays(1);
        }
        return null;
    }

    /** The first minute of a day that matches, from one on; -1 for none. */
    private static int minuteOfDay(CronExpression expression, int start) {
        for (int hour = start / 60; hour < 24; hour++) {
            if ((expression.hours() >> hour & 1) != 0) {
                int from = hour == start / 60 ? start % 60 : 0;
                long minutes = expression.minutes() >>> from;
                if (minutes != 0) {
                    return hour * 60 + from + Long.numberOfTrailingZeros(minutes);
                }
            }
        }
        return -1;
    }
}
