package io.quarry.scheduler.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.model.HuntAction;
import io.quarry.model.Outcome;
import io.quarry.model.Platform;
import io.quarry.model.Run;
import io.quarry.model.RunState;
import io.quarry.model.Schedule;
import io.quarry.scheduler.plan.TaskReport;
import io.quarry.scheduler.plan.TaskReport.Step;
import io.quarry.scheduler.topology.Scheduler.Requests;
import io.quarry.schemas.TrustedRecords;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@code hunt.runs} says of a run while its tasks come back. */
class ProgressTopologyTest {
    private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");
    private static final int ASSETS = 5;
    private static final Duration SECOND = Duration.ofSeconds(1);

    static {
        TrustedRecords.install();
    }

    private StandInRegistry registry;
    private Scheduler scheduler;
    private String run = "";

    @BeforeEach
    void fire() throws IOException {
        registry = new StandInRegistry();
        scheduler = new Scheduler(registry.client(), START);
        for (int i = 0; i < ASSETS; i++) {
            scheduler.asset(id(i), Platform.LINUX, Map.of());
        }
        run = scheduler.request(Requests.create(Schedule.newBuilder().build())).getRunId();
    }

    @AfterEach
    void stop() {
        scheduler.close();
        registry.close();
    }

    private static String id(int i) {
        return "%02x".formatted(i % 3) + "%030x".formatted(i);
    }

    private void says(int asset, Step step, @Nullable Outcome outcome, int attempt) {
        long much = outcome == null ? 0 : 10;
        scheduler.says(new TaskReport(run, id(asset), step, attempt, outcome, much, much * 100, much * 2));
    }

    private void ends(int asset, Outcome outcome) {
        says(asset, Step.FINISHED, outcome, 1);
    }

    private Run last() {
        List<Run> runs = scheduler.runs();
        return runs.get(runs.size() - 1);
    }

    @Test
    void everyStepIsCountedOnceAndOneRecordASecondSaysSo() {
        assertThat(last().getSent()).isEqualTo(ASSETS);
        says(0, Step.ACCEPTED, null, 1);
        says(1, Step.ACCEPTED, null, 1);
        says(1, Step.STARTED, null, 1);
        says(1, Step.STARTED, null, 2);
        ends(2, Outcome.COMPLETED);
        ends(2, Outcome.FAILED); // the first attempt that ended stands
        ends(7, Outcome.COMPLETED); // nobody asked it
        scheduler.advance(SECOND);
        List<Run> runs = scheduler.runs();
        assertThat(runs).hasSize(1);
        Run progress = runs.get(0);
        assertThat(progress.getAccepted()).isEqualTo(3);
        assertThat(progress.getRunning()).isEqualTo(1);
        assertThat(progress.getOutcomes()).isEqualTo(Map.of("COMPLETED", 1L));
        assertThat(List.of(progress.getRows(), progress.getBytes(), progress.getCpuMs()))
                .containsExactly(10L, 1_000L, 20L);
        scheduler.advance(SECOND);
        assertThat(scheduler.runs()).isEmpty(); // nothing has changed
    }

    @Test
    void aRefusedCopyOfTheCommandIsNotTheLastWord() {
        says(0, Step.FINISHED, Outcome.REJECTED, 0);
        scheduler.advance(SECOND);
        assertThat(last().getOutcomes()).isEqualTo(Map.of("REJECTED", 1L));
        says(0, Step.ACCEPTED, null, 1);
        says(0, Step.FINISHED, Outcome.REJECTED, 0);
        scheduler.advance(SECOND);
        assertThat(last().getOutcomes()).isEmpty();
        ends(0, Outcome.COMPLETED);
        says(0, Step.FINISHED, Outcome.REJECTED, 0);
        scheduler.advance(SECOND);
        assertThat(last().getOutcomes()).isEqualTo(Map.of("COMPLETED", 1L));
    }

    @Test
    void whoTakesOverCountsOnFromWhereTheOtherWas() {
        ends(0, Outcome.COMPLETED);
        says(1, Step.STARTED, null, 1);
        scheduler.advance(SECOND);
        scheduler.runs();
        ends(2, Outcome.DENIED); // while nobody is there
        scheduler.restartAfter(Duration.ofMinutes(5));
        ends(1, Outcome.TRUNCATED);
        ends(0, Outcome.FAILED);
        scheduler.advance(SECOND);
        Run progress = last();
        assertThat(progress.getOutcomes()).isEqualTo(Map.of("COMPLETED", 1L, "DENIED", 1L, "TRUNCATED", 1L));
        assertThat(progress.getRunning()).isZero();
        assertThat(progress.getRows()).isEqualTo(30);
    }

    @Test
    void anAssetThatNeverCameIsExpiredOnceItsTimeIsOver() {
        ends(0, Outcome.COMPLETED);
        says(1, Step.STARTED, null, 1);
        scheduler.advance(Duration.ofHours(24));
        Run closed = last();
        assertThat(closed.getState()).isEqualTo(RunState.CLOSED);
        assertThat(closed.getSettled()).isFalse();
        scheduler.restartAfter(SECOND);
        ends(1, Outcome.PARTIAL); // it was at work when the run closed
        scheduler.advance(SECOND);
        assertThat(last().getOutcomes()).isEqualTo(Map.of("COMPLETED", 1L, "PARTIAL", 1L));
        scheduler.asset(id(8), Platform.LINUX, Map.of());
        scheduler.advance(Duration.ofMinutes(12));
        Run settled = last();
        assertThat(settled.getOutcomes()).isEqualTo(Map.of("COMPLETED", 1L, "PARTIAL", 1L, "EXPIRED", 3L));
        assertThat(settled.getSettled()).isTrue();
        assertThat(settled.getState()).isEqualTo(RunState.CLOSED);
        assertThat(settled.getSent()).isEqualTo(ASSETS);
        ends(2, Outcome.COMPLETED);
        scheduler.advance(SECOND);
        assertThat(scheduler.runs()).isEmpty();
    }

    @Test
    void aStoppedRunIsSettledWithItsLastTask() {
        ends(0, Outcome.COMPLETED);
        scheduler.advance(SECOND);
        scheduler.request(HuntAction.STOP);
        Run stopped = last();
        assertThat(stopped.getState()).isEqualTo(RunState.STOPPED);
        assertThat(stopped.getSettled()).isFalse();
        for (int i = 1; i < ASSETS; i++) {
            says(i, Step.FINISHED, Outcome.CANCELLED, 0);
        }
        scheduler.advance(SECOND);
        Run settled = last();
        assertThat(settled.getOutcomes()).isEqualTo(Map.of("COMPLETED", 1L, "CANCELLED", 4L));
        assertThat(settled.getState()).isEqualTo(RunState.STOPPED);
        assertThat(settled.getSettled()).isTrue();
    }
}
