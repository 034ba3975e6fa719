package io.quarry.scheduler.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.model.Frequency;
import io.quarry.model.Schedule;
import io.quarry.schemas.TrustedRecords;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class FiringPlanTest {
    @BeforeAll
    static void trust() {
        TrustedRecords.install();
    }

    private static Schedule.Builder schedule(Frequency frequency, String time, String zone) {
        return Schedule.newBuilder().setFrequency(frequency).setTime(time).setTimezone(zone);
    }

    private static List<Instant> firings(Schedule.Builder schedule, String after, int count) {
        return FiringPlan.of(schedule.build()).next(Instant.parse(after), count);
    }

    private static Instant[] at(String... instants) {
        return List.of(instants).stream().map(Instant::parse).toArray(Instant[]::new);
    }

    @Test
    void berlinInMarchFiresWhenTheMissingHourIsOver() {
        assertThat(firings(schedule(Frequency.DAILY, "02:30:00", "Europe/Berlin"), "2026-03-28T00:00:00Z", 3))
                .containsExactly(at("2026-03-28T01:30:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"));
    }

    @Test
    void berlinInOctoberFiresInTheFirstOfTheTwoHours() {
        assertThat(firings(schedule(Frequency.DAILY, "02:30:00", "Europe/Berlin"), "2026-10-24T12:00:00Z", 2))
                .containsExactly(at("2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"));
    }

    @Test
    void aRestartInTheSecondOfTheTwoHoursDoesNotFireAgain() {
        assertThat(firings(schedule(Frequency.DAILY, "02:30:00", "Europe/Berlin"), "2026-10-25T01:10:00Z", 1))
                .containsExactly(at("2026-10-26T01:30:00Z"));
    }

    @Test
    void lordHoweMovesItsClockByHalfAnHour() {
        Schedule.Builder daily = schedule(Frequency.DAILY, "02:15:00", "Australia/Lord_Howe");
        // 4 October 2026, 02:00 +10:30 becomes 02:30 +11:00: 02:15 does not exist
        assertThat(firings(daily, "2026-10-03T00:00:00Z", 2))
                .containsExactly(at("2026-10-03T15:30:00Z", "2026-10-04T15:15:00Z"));
        // 5 April 2026, 02:00 +11:00 becomes 01:30 +10:30: 01:45 exists twice
        assertThat(firings(schedule(Frequency.DAILY, "01:45:00", "Australia/Lord_Howe"), "2026-04-04T00:00:00Z", 2))
                .containsExactly(at("2026-04-04T14:45:00Z", "2026-04-05T15:15:00Z"));
    }

    @Test
    void aDayThatAZoneSkippedFiresWhenTheNextOneBegins() {
        // Samoa had no 30 December 2011
        assertThat(firings(schedule(Frequency.DAILY, "10:00:00", "Pacific/Apia"), "2011-12-29T12:00:00Z", 3))
                .containsExactly(at("2011-12-29T20:00:00Z", "2011-12-30T10:00:00Z", "2011-12-30T20:00:00Z"));
    }

    @Test
    void theLeapDayFiresInLeapYears() {
        Schedule.Builder cron = Schedule.newBuilder()
                .setFrequency(Frequency.CRON)
                .setCron("0 0 12 29 2 *")
                .setTimezone("UTC");
        assertThat(firings(cron, "2026-01-01T00:00:00Z", 2))
                .containsExactly(at("2028-02-29T12:00:00Z", "2032-02-29T12:00:00Z"));
        assertThat(firings(
                        schedule(Frequency.MONTHLY, "12:00:00", "UTC").setOn(List.of("29")), "2028-01-30T00:00:00Z", 2))
                .containsExactly(at("2028-02-29T12:00:00Z", "2028-03-29T12:00:00Z"));
    }

    @Test
    void theThirtyFirstOfAShortMonthIsItsLastDay() {
        assertThat(firings(
                        schedule(Frequency.MONTHLY, "00:00:00", "UTC").setOn(List.of("31")), "2026-01-31T00:00:00Z", 3))
                .containsExactly(at("2026-02-28T00:00:00Z", "2026-03-31T00:00:00Z", "2026-04-30T00:00:00Z"));
    }

    @Test
    void severalDaysThatFallOnTheLastOneFireOnce() {
        assertThat(firings(
                        schedule(Frequency.MONTHLY, "06:00:00", "UTC").setOn(List.of("30", "31", "LAST")),
                        "2026-01-31T12:00:00Z",
                        2))
                .containsExactly(at("2026-02-28T06:00:00Z", "2026-03-30T06:00:00Z"));
    }

    @Test
    void weeklyFiresOnItsDaysWithinItsDates() {
        assertThat(firings(
                        schedule(Frequency.WEEKLY, "08:00:00", "UTC")
                                .setOn(List.of("MON", "thursday"))
                                .setFrom("2026-11-26")
                                .setUntil("2026-11-30"),
                        "2026-01-01T00:00:00Z",
                        9))
                .containsExactly(at("2026-11-26T08:00:00Z", "2026-11-30T08:00:00Z"));
    }

    @Test
    void aCronThatNeverFitsNeverFires() {
        Schedule.Builder cron =
                Schedule.newBuilder().setFrequency(Frequency.CRON).setCron("0 0 0 30 2 *");
        assertThat(firings(cron, "2026-01-01T00:00:00Z", 1)).isEmpty();
    }

    @Test
    void onceWithoutADateIsTheNextTimeTheClockShowsIt() {
        Schedule once = schedule(Frequency.ONCE, "02:30:00", "Europe/Berlin").build();
        Schedule dated = FiringPlan.dated(once, Instant.parse("2026-11-24T12:00:00Z"));
        assertThat(dated.getOn()).containsExactly("2026-11-25");
        assertThat(FiringPlan.of(dated).next(Instant.parse("2026-11-24T12:00:00Z"), 5))
                .containsExactly(at("2026-11-25T01:30:00Z"));
    }

    @Test
    void aYearOfMissedSecondsIsLookedThroughAtOnce() {
        Schedule cron = Schedule.newBuilder()
                .setFrequency(Frequency.CRON)
                .setCron("* * * * * *")
                .build();
        Instant now = Instant.parse("2026-11-24T12:00:00Z");
        List<Instant> latest = FiringPlan.of(cron).latest(Instant.parse("2025-11-24T12:00:00Z"), now, 3);
        assertThat(latest).containsExactly(now.minusSeconds(2), now.minusSeconds(1), now);
    }

    /** Against a model that walks through every day and tries every instant of it that can be meant. */
    @Test
    void agreesWithANaiveModel() {
        Random random = new Random(20261124);
        List<String> zones = List.of("Europe/Berlin", "Australia/Lord_Howe", "America/Santiago", "UTC", "Asia/Kolkata");
        for (int i = 0; i < 200; i++) {
            ZoneId zone = ZoneId.of(zones.get(random.nextInt(zones.size())));
            LocalTime time = LocalTime.ofSecondOfDay(random.nextInt(4 * 60) * 60L);
            int day = 1 + random.nextInt(31);
            boolean monthly = random.nextBoolean();
            Schedule schedule = schedule(
                            monthly ? Frequency.MONTHLY : Frequency.DAILY, time.format(SECONDS), zone.getId())
                    .setOn(monthly ? List.of(String.valueOf(day)) : List.of())
                    .build();
            Instant after = LocalDate.of(2026, 1, 1)
                    .plusDays(random.nextInt(365))
                    .atStartOfDay(ZoneOffset.UTC)
                    .toInstant();
            assertThat(FiringPlan.of(schedule).next(after, 40))
                    .as("%s after %s", schedule, after)
                    .isEqualTo(naive(time, monthly ? day : 0, zone, after, 40));
        }
    }

    private static final java.time.format.DateTimeFormatter SECONDS =
            java.time.format.DateTimeFormatter.ofPattern("HH:mm:ss");

    private static List<Instant> naive(LocalTime time, int day, ZoneId zone, Instant after, int count) {
        TreeSet<Instant> found = new TreeSet<>();
        LocalDate date = LocalDate.ofInstant(after, zone).minusDays(2);
        for (int i = 0; i < 1500; i++, date = date.plusDays(1)) {
            if (day == 0 || date.getDayOfMonth() == Math.min(day, date.lengthOfMonth())) {
                found.add(firstInstantNotBefore(date.atTime(time), zone));
            }
        }
        return new ArrayList<>(found.tailSet(after, false)).subList(0, count);
    }

    /** The first minute whose local time is the one meant or, in a gap, already later. */
    private static Instant firstInstantNotBefore(LocalDateTime local, ZoneId zone) {
        Instant instant = local.toInstant(ZoneOffset.ofHours(14));
        while (LocalDateTime.ofInstant(instant, zone).isBefore(local)) {
            instant = instant.plusSeconds(60);
        }
        return instant;
    }
}
