package io.quarry.scheduler.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.model.HuntDefinition;
import io.quarry.model.Limits;
import io.quarry.model.Outcome;
import io.quarry.model.Run;
import io.quarry.model.RunState;
import io.quarry.model.RunTrigger;
import io.quarry.model.Schedule;
import io.quarry.model.Targets;
import io.quarry.schemas.TrustedRecords;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever assets say, in whatever order, the numbers add up. */
class TallyTest {
    private static final int ASSETS = 20;
    private static final int SAID = 200;
    private static final int CASES = 500;

    static {
        TrustedRecords.install();
    }

    @Test
    void neverMoreThanWasSentAndEverythingInTheEnd() {
        for (long seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            Run run = run();
            byte[] said = new byte[ASSETS];
            for (int i = 0; i < SAID; i++) {
                int asset = random.nextInt(ASSETS);
                said[asset] = Tally.add(run, said[asset], report(random, asset));
                assertThat(Tally.finished(run) + run.getRunning())
                        .as("seed %s", seed)
                        .isBetween(0L, (long) ASSETS);
                assertThat(run.getRunning()).isBetween(0L, run.getAccepted());
                assertThat(run.getAccepted()).isLessThanOrEqualTo(ASSETS);
                assertThat(run.getOutcomes().values()).allMatch(n -> n > 0);
                assertThat(run.getRows()).isNotNegative();
            }
            Tally.settle(run);
            assertThat(Tally.finished(run)).isEqualTo(ASSETS);
            assertThat(run.getRunning()).isZero();
        }
    }

    private static TaskReport report(Random random, int asset) {
        TaskReport.Step step = TaskReport.Step.values()[random.nextInt(3)];
        Outcome outcome = Outcome.values()[random.nextInt(Outcome.values().length)];
        boolean ended = step == TaskReport.Step.FINISHED;
        return new TaskReport(
                "r", "a" + asset, step, random.nextInt(3), ended ? outcome : null, random.nextLong(), 1, 1);
    }

    private static Run run() {
        Instant now = Instant.parse("2026-11-24T12:00:00Z");
        return Run.newBuilder()
                .setRunId("r")
                .setHuntId("h")
                .setNumber(1)
                .setHuntVersion(1)
                .setDefinition(HuntDefinition.newBuilder()
                        .setName("n")
                        .setJob("current-process")
                        .setTargets(Targets.newBuilder().setAll(true).build())
                        .setSchedule(Schedule.newBuilder().build())
                        .setLimits(Limits.newBuilder().build())
                        .build())
                .setState(RunState.OPEN)
                .setTrigger(RunTrigger.REQUEST)
                .setScheduledFor(now)
                .setFiredAt(now)
                .setExpiresAt(now)
                .setTargeted(ASSETS)
                .setSent(ASSETS)
                .build();
    }
}
