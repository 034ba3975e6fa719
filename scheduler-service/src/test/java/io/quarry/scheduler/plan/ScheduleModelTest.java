package io.quarry.scheduler.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.model.Frequency;
import io.quarry.model.Hunt;
import io.quarry.model.HuntAction;
import io.quarry.model.HuntDefinition;
import io.quarry.model.HuntRequest;
import io.quarry.model.HuntState;
import io.quarry.model.Limits;
import io.quarry.model.Run;
import io.quarry.model.RunState;
import io.quarry.model.Schedule;
import io.quarry.model.Targets;
import io.quarry.schemas.JobCatalogue;
import io.quarry.schemas.TrustedRecords;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Random schedules in all zones of the time-zone database, with outages, restarts from stored bytes and a clock that
 * somebody sets back and forth, against a model that knows nothing of how it is done. {@code -Dquarry.cases=100000}
 * for the long version; a failure prints the seed of its case, which {@code -Dquarry.seed} runs alone.
 */
final class ScheduleModelTest {
    private static final int CASES = Integer.getInteger("quarry.cases", 3_000);
    private static final List<String> ZONES =
            ZoneId.getAvailableZoneIds().stream().sorted().toList();

    @BeforeAll
    static void trust() {
        TrustedRecords.install();
    }

    @Test
    void everyScheduleFiresWhenTheModelSays() {
        Long one = Long.getLong("quarry.seed");
        LongStream seeds = one != null ? LongStream.of(one) : LongStream.range(0, CASES);
        seeds.parallel().forEach(seed -> new World(new Random(seed * 0x9E3779B97F4A7C15L), seed).live());
    }

    /** What the schedule means, said as shortly as it can be. */
    private record Model(Schedule schedule, ZoneId zone) {
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

    /** A hunt, a clock and what happens to them. */
    private static final class World {
        private static final Duration PUNCTUAL = Duration.ofSeconds(15);

        private final Random random;
        private final long seed;
        private final HuntLife life = new HuntLife(new HuntValidator(JobCatalogue.installed()));
        private final ZoneId zone;
        private final List<String> expected = new ArrayList<>();
        private final List<String> happened = new ArrayList<>();
        private Instant now;
        private Instant accounted;

        World(Random random, long seed) {
            this.random = random;
            this.seed = seed;
            this.zone = ZoneId.of(ZONES.get(random.nextInt(ZONES.size())));
            this.now = Instant.ofEpochSecond(
                    Instant.parse("1985-01-01T00:00:00Z").getEpochSecond() + random.nextInt(1_800_000_000));
            this.accounted = now;
        }

        void live() {
            HuntRequest create = HuntRequest.newBuilder()
                    .setRequestId("r")
                    .setHuntId("h")
                    .setAction(HuntAction.CREATE)
                    .setActor("test")
                    .setDefinition(definition())
                    .build();
            Verdict verdict = life.decide(create, null, List.of(), now);
            if (!(verdict instanceof Verdict.Accepted accepted)) {
                assertThat(((Verdict.Refused) verdict).violations())
                        .as("only what is over is refused, seed %d", seed)
                        .allMatch(v -> v.getMessage().startsWith("is over"));
                return;
            }
            Hunt hunt = accepted.hunt();
            Model model = new Model(hunt.getDefinition().getSchedule(), zone);
            for (int step = 0; step < 8; step++) {
                hunt = step(hunt, model);
            }
            assertThat(happened).as("seed %d: %s", seed, hunt).isEqualTo(expected);
        }

        private Hunt step(Hunt hunt, Model model) {
            Duration time = Duration.ofSeconds(1 + (long) (random.nextDouble() * random.nextInt(40) * 86_400));
            return switch (random.nextInt(4)) {
                case 0 -> {
                    now = now.minus(time.dividedBy(8)); // somebody sets the clock back
                    yield hunt;
                }
                case 1 -> {
                    now = now.plus(time);
                    missed(model);
                    yield wake(copy(hunt)); // it was down, and starts again with what was stored
                }
                default -> run(hunt, now.plus(time), model);
            };
        }

        private Hunt run(Hunt hunt, Instant end, Model model) {
            if (end.isAfter(accounted)) {
                model.due(accounted, end).forEach(t -> expected.add("FIRED " + t));
                accounted = end;
            }
            Hunt current = hunt;
            while (current.getNextFireAt() != null && !current.getNextFireAt().isAfter(end)) {
                now = current.getNextFireAt();
                current = wake(current);
            }
            now = end;
            return current;
        }

        private void missed(Model model) {
            if (!now.isAfter(accounted)) {
                return;
            }
            List<Instant> due = model.due(accounted, now).toList();
            accounted = now;
            Duration catchUp = Duration.parse(model.schedule().getCatchUp());
            for (Instant t : due.subList(Math.max(0, due.size() - HuntLife.MISSED_RECORDED - 1), due.size())) {
                Duration late = Duration.between(t, now);
                boolean fires = t.equals(due.get(due.size() - 1))
                        && (late.compareTo(catchUp) <= 0 || late.compareTo(PUNCTUAL) <= 0);
                expected.add((fires ? "FIRED " : "MISSED ") + t);
            }
        }

        private Hunt wake(Hunt hunt) {
            if (hunt.getNextFireAt() == null || hunt.getNextFireAt().isAfter(now)) {
                return hunt;
            }
            Verdict.Accepted due = life.due(hunt, 0, now);
            for (Run run : due.runs()) {
                happened.add((run.getState() == RunState.OPEN ? "FIRED " : "MISSED ") + run.getScheduledFor());
            }
            assertThat(due.hunt().getState() == HuntState.FINISHED)
                    .isEqualTo(due.hunt().getNextFireAt() == null);
            return due.hunt();
        }

        private static Hunt copy(Hunt hunt) {
            try {
                ByteBuffer bytes = hunt.toByteBuffer();
                return Hunt.fromByteBuffer(bytes);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private HuntDefinition definition() {
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
            return "%02d:%02d:%02d"
                    .formatted(hour, random.nextInt(4) * 15, random.nextBoolean() ? 0 : random.nextInt(60));
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
}
