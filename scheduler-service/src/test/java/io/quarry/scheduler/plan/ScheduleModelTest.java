package io.quarry.scheduler.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.model.Hunt;
import io.quarry.model.HuntAction;
import io.quarry.model.HuntRequest;
import io.quarry.model.HuntState;
import io.quarry.model.Run;
import io.quarry.model.RunState;
import io.quarry.schemas.JobCatalogue;
import io.quarry.schemas.TrustedRecords;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
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
                    .setDefinition(new RandomSchedules(random, zone).definition(now))
                    .build();
            Verdict verdict = life.decide(create, null, List.of(), now);
            if (!(verdict instanceof Verdict.Accepted accepted)) {
                assertThat(((Verdict.Refused) verdict).violations())
                        .as("only what is over is refused, seed %d", seed)
                        .allMatch(v -> v.getMessage().startsWith("is over"));
                return;
            }
            Hunt hunt = accepted.hunt();
            ScheduleModel model = new ScheduleModel(hunt.getDefinition().getSchedule(), zone);
            for (int step = 0; step < 8; step++) {
                hunt = step(hunt, model);
            }
            assertThat(happened).as("seed %d: %s", seed, hunt).isEqualTo(expected);
        }

        private Hunt step(Hunt hunt, ScheduleModel model) {
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

        private Hunt run(Hunt hunt, Instant end, ScheduleModel model) {
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

        private void missed(ScheduleModel model) {
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
    }
}
