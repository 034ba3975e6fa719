package io.quarry.scheduler.plan;

import io.quarry.model.Frequency;
import io.quarry.model.HuntDefinition;
import io.quarry.model.Limits;
import io.quarry.model.Schedule;
import io.quarry.model.Targets;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Hunts with schedules that nobody would think of. */
final class RandomSchedules {
    private final Random random;
    private final ZoneId zone;

    RandomSchedules(Random random, ZoneId zone) {
        this.random = random;
        this.zone = zone;
    }

    /** A hunt with a schedule of any calendar frequency, in this zone, around this time. */
    HuntDefinition definition(Instant now) {
        Frequency[] frequencies = {Frequency.ONCE, Frequency.DAILY, Frequency.WEEKLY, Frequency.MONTHLY};
        Frequency frequency = frequencies[random.nextInt(frequencies.length)];
        LocalDate today = LocalDate.ofInstant(now, zone);
        Schedule.Builder schedule = Schedule.newBuilder()
                .setFrequency(frequency)
                .setTimezone(zone.getId())
                .setTime(time())
                .setOn(on(frequency, today))
                .setCatchUp("PT" + random.nextInt(48) + "H");
        if (frequency != Frequency.ONCE && random.nextBoolean()) {
            schedule.setEvery(1 + random.nextInt(frequency == Frequency.DAILY ? 9 : 4));
        }
        if (frequency != Frequency.ONCE && random.nextInt(3) == 0) {
            schedule.setFrom(today.plusDays(random.nextInt(40) - 20L).toString());
        }
        if (random.nextInt(3) == 0) {
            schedule.setUntil(today.plusDays(21 + random.nextInt(200)).toString());
        }
        schedule.setSkip(IntStream.range(0, random.nextInt(4))
                .mapToObj(i -> today.plusDays(random.nextInt(60)).toString())
                .distinct()
                .toList());
        return HuntDefinition.newBuilder()
                .setName("n")
                .setJob("current-process")
                .setTargets(Targets.newBuilder().setAll(true).build())
                .setSchedule(schedule.build())
                .setLimits(Limits.newBuilder().build())
                .build();
    }

    /** Midnight and the hours in which clocks change come often. */
    private String time() {
        int hour = random.nextBoolean() ? random.nextInt(4) : random.nextInt(24);
        return "%02d:%02d:%02d".formatted(hour, random.nextInt(4) * 15, random.nextBoolean() ? 0 : random.nextInt(60));
    }

    private List<String> on(Frequency frequency, LocalDate today) {
        TreeSet<String> on = new TreeSet<>();
        for (int i = 0; i <= random.nextInt(3); i++) {
            String day = DayOfWeek.of(1 + random.nextInt(7)).name().substring(0, 3);
            switch (frequency) {
                case WEEKLY -> on.add(day);
                case MONTHLY ->
                    on.add(
                            switch (random.nextInt(4)) {
                                case 0 -> "LAST";
                                case 1 -> day + "#" + (1 + random.nextInt(5));
                                case 2 -> day + "#LAST";
                                default -> String.valueOf(1 + random.nextInt(31));
                            });
                default -> {
                    if (frequency == Frequency.ONCE && on.isEmpty()) {
                        on.add(today.plusDays(random.nextInt(60)).toString());
                    }
                }
            }
        }
        return List.copyOf(on);
    }
}
