package io.quarry.scheduler.plan;

import io.quarry.model.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What the schedule means, said as shortly as it can be. */
record ScheduleModel(Schedule schedule, ZoneId zone) {
    Stream<Instant> due(Instant after, Instant until) {
        LocalDate first = LocalDate.ofInstant(after, ZoneOffset.UTC).minusDays(3);
        long days = Duration.between(after, until).toDays() + 7;
        return IntStream.rangeClosed(0, (int) days)
                .mapToObj(first::plusDays)
                .filter(this::means)
                .map(d -> firstInstantOf(d.atTime(LocalTime.parse(schedule.getTime()))))
                .filter(t -> t.isAfter(after) && !t.isAfter(until))
                .sorted()
                .distinct();
    }

    private boolean means(LocalDate d) {
        LocalDate from = schedule.getFrom() == null ? LocalDate.MIN : LocalDate.parse(schedule.getFrom());
        LocalDate until = schedule.getUntil() == null ? LocalDate.MAX : LocalDate.parse(schedule.getUntil());
        if (d.isBefore(from) || d.isAfter(until) || schedule.getSkip().contains(d.toString())) {
            return false;
        }
        int every = schedule.getEvery();
        return switch (schedule.getFrequency()) {
            case DAILY -> every == 1 || (d.toEpochDay() - from.toEpochDay()) % every == 0;
            case WEEKLY ->
                schedule.getOn().contains(name(d)) && (every == 1 || (monday(d) - monday(from)) / 7 % every == 0);
            case MONTHLY ->
                schedule.getOn().stream().anyMatch(on -> isDay(on, d))
                        && (every == 1 || (month(d) - month(from)) % every == 0);
            default -> schedule.getOn().contains(d.toString());
        };
    }

    private static boolean isDay(String on, LocalDate d) {
        boolean last = d.plusDays(1).getDayOfMonth() == 1;
        if (on.contains("#")) {
            String nth = String.valueOf((d.getDayOfMonth() + 6) / 7);
            boolean lastOfName = d.plusDays(7).getMonth() != d.getMonth();
            return on.startsWith(name(d)) && (on.endsWith("#" + nth) || (on.endsWith("LAST") && lastOfName));
        }
        return on.equals("LAST")
                ? last
                : on.equals("" + d.getDayOfMonth()) || (last && Integer.parseInt(on) > d.getDayOfMonth());
    }

    /** The first instant at which a clock of the zone shows this time or a later one. */
    private Instant firstInstantOf(LocalDateTime local) {
        ZoneRules rules = zone.getRules();
        Instant near = local.toInstant(ZoneOffset.UTC);
        Instant end = near.plus(Duration.ofDays(2));
        Stream<Instant> offsets = IntStream.range(-16, 16)
                .mapToObj(i -> local.toInstant(rules.getOffset(near.plus(Duration.ofHours(i * 3L)))));
        Stream<Instant> changes = Stream.iterate(
                        rules.nextTransition(near.minus(Duration.ofDays(2))),
                        c -> c != null && c.getInstant().isBefore(end),
                        c -> rules.nextTransition(c.getInstant()))
                .map(ZoneOffsetTransition::getInstant);
        return Stream.concat(offsets, changes)
                .filter(t -> !LocalDateTime.ofInstant(t, zone).isBefore(local))
                .min(Instant::compareTo)
                .orElseThrow();
    }

    private static String name(LocalDate d) {
        return d.getDayOfWeek().name().substring(0, 3);
    }

    private static long monday(LocalDate d) {
        return d.toEpochDay() - d.getDayOfWeek().getValue();
    }

    private static long month(LocalDate d) {
        return d.getYear() * 12L + d.getMonthValue();
    }
}
