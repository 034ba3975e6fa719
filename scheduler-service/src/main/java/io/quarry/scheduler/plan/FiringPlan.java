package io.quarry.scheduler.plan;

import io.quarry.model.Frequency;
import io.quarry.model.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.support.CronExpression;

/**
 * The instants at which a schedule fires. A local time that does not exist fires at the next instant that does (the end of
 * the gap); one that exists twice fires at the first. So a day has one firing, whatever the clocks do.
 */
public final class FiringPlan {
    private static final Duration FIRST_WINDOW = Duration.ofHours(1);
    private static final int WINDOW_GROWTH = 4;

    private final ZoneId zone;
    private final @Nullable LocalCalendar calendar;
    private final @Nullable LocalDate from;
    private final @Nullable LocalDate until;
    private final Set<LocalDate> skip;

    private FiringPlan(Schedule schedule) {
        this.zone = ZoneId.of(schedule.getTimezone());
        this.calendar = calendar(schedule);
        this.from = date(schedule.getFrom());
        this.until = date(schedule.getUntil());
        this.skip = schedule.getSkip().stream().map(LocalDate::parse).collect(Collectors.toUnmodifiableSet());
    }

    /** @param schedule a valid one with its dates, see {@link #dated} */
    public static FiringPlan of(Schedule schedule) {
        return new FiringPlan(schedule);
    }

    /**
     * Writes down what a schedule leaves to the day it is filed: the date of ONCE, which is the one on which a clock in
     * its zone shows the time next, and the date that every n days, weeks or months are counted from.
     */
    public static Schedule dated(Schedule schedule, Instant now) {
        if (schedule.getEvery() > 1 && schedule.getFrom() == null) {
            LocalDate today = LocalDate.ofInstant(now, ZoneId.of(schedule.getTimezone()));
            return Schedule.newBuilder(schedule).setFrom(today.toString()).build();
        }
        if (schedule.getFrequency() != Frequency.ONCE || !schedule.getOn().isEmpty()) {
            return schedule;
        }
        Schedule daily =
                Schedule.newBuilder(schedule).setFrequency(Frequency.DAILY).build();
        return of(daily)
                .next(now)
                .map(next -> LocalDate.ofInstant(next, ZoneId.of(daily.getTimezone())))
                .map(date -> Schedule.newBuilder(schedule)
                        .setOn(List.of(date.toString()))
                        .build())
                .orElse(schedule); // its until is over: it has no such date
    }

    /** First firing after an instant; empty when there is none, and for NOW, which fires when it is asked for. */
    public Optional<Instant> next(Instant after) {
        if (calendar == null) {
            return Optional.empty();
        }
        LocalDateTime local = calendar.next(start(after));
        while (local != null && (until == null || !local.toLocalDate().isAfter(until))) {
            boolean skipped = skip.contains(local.toLocalDate());
            Instant instant = resolve(local, zone);
            if (!skipped
                    && instant.isAfter(
                            after)) { // else: the second pass of a doubled hour, whose times fired in the first
                return Optional.of(instant);
            }
            local = calendar.next(skipped ? local.with(LocalTime.MAX) : local);
        }
        return Optional.empty();
    }

    /** @param count at most so many */
    public List<Instant> next(Instant after, int count) {
        List<Instant> firings = new ArrayList<>();
        Optional<Instant> next = next(after);
        while (next.isPresent() && firings.size() < count) {
            firings.add(next.get());
            next = next(next.get());
        }
        return firings;
    }

    /**
     * The last firings of a span, oldest first. Looks back in growing windows, so that a year of missed seconds costs no
     * more than an hour of them.
     *
     * @param first start, inclusive
     * @param last end, inclusive
     * @param count at most so many
     */
    public List<Instant> latest(Instant first, Instant last, int count) {
        Instant before = first.minusNanos(1);
        for (Duration window = FIRST_WINDOW; ; window = window.multipliedBy(WINDOW_GROWTH)) {
            Instant start = last.minus(window);
            boolean whole = !start.isAfter(before);
            List<Instant> found = lastOf(whole ? before : start, last, count);
            if (whole || found.size() == count) {
                return found;
            }
        }
    }

    private List<Instant> lastOf(Instant after, Instant last, int count) {
        Deque<Instant> found = new ArrayDeque<>();
        Optional<Instant> next = next(after);
        while (next.isPresent() && !next.get().isAfter(last)) {
            if (found.size() == count) {
                found.removeFirst();
            }
            found.addLast(next.get());
            next = next(next.get());
        }
        return List.copyOf(found);
    }

    private LocalDateTime start(Instant after) {
        LocalDateTime local = LocalDateTime.ofInstant(after, zone);
        LocalDateTime earliest = from == null ? local : from.atStartOfDay().minusNanos(1);
        return earliest.isAfter(local) ? earliest : local;
    }

    static Instant resolve(LocalDateTime local, ZoneId zone) {
        ZoneRules rules = zone.getRules();
        ZoneOffsetTransition transition = rules.getTransition(local);
        if (transition != null && transition.isGap()) {
            return transition.getInstant();
        }
        return local.toInstant(rules.getValidOffsets(local).get(0)); // doubled: the earlier one comes first
    }

    private static @Nullable LocalCalendar calendar(Schedule schedule) {
        List<String> on = schedule.getOn();
        return switch (schedule.getFrequency()) {
            case NOW -> null;
            case ONCE ->
                on.isEmpty()
                        ? null
                        : new LocalCalendar.Once(LocalDate.parse(on.get(0)).atTime(time(schedule)));
            case DAILY, WEEKLY, MONTHLY ->
                new LocalCalendar.Days(time(schedule), DayRules.of(schedule, date(schedule.getFrom())));
            case CRON -> new LocalCalendar.Cron(CronExpression.parse(schedule.getCron()));
        };
    }

    private static LocalTime time(Schedule schedule) {
        return LocalTime.parse(schedule.getTime());
    }

    private static @Nullable LocalDate date(@Nullable String text) {
        return text == null ? null : LocalDate.parse(text);
    }
}
