package io.quarry.scheduler.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.model.Frequency;
import io.quarry.model.HuntAction;
import io.quarry.model.HuntCommand;
import io.quarry.model.HuntDecision;
import io.quarry.model.HuntRequest;
import io.quarry.model.HuntState;
import io.quarry.model.Platform;
import io.quarry.model.Run;
import io.quarry.model.RunState;
import io.quarry.model.RunTrigger;
import io.quarry.model.Schedule;
import io.quarry.model.Targets;
import io.quarry.scheduler.topology.Scheduler.Requests;
import io.quarry.schemas.Keys;
import io.quarry.schemas.RecordSignature;
import io.quarry.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;

/** When hunts fire, and for whom. */
class HuntTopologyTest extends TwoAssets {
    @Test
    void aHuntForNowFiresOnceAndIsFinished() {
        HuntDecision decision = scheduler.request(Requests.create(NOW));
        assertThat(decision.getAccepted()).isTrue();
        assertThat(decision.getRunId()).isEqualTo("nightly-1");
        assertThat(scheduler.commands()).extracting(HuntCommand::getAssetId).containsExactlyInAnyOrder(BERLIN, PARIS);
        assertThat(lastRun().getTargeted()).isEqualTo(2);
        assertThat(lastHunt().getState()).isEqualTo(HuntState.FINISHED);
        scheduler.advance(Duration.ofHours(1));
        assertThat(scheduler.commands()).isEmpty();
    }

    @Test
    void commandsAreSignedForTheirAssetAndSmall() {
        scheduler.request(Requests.create(NOW));
        List<TestRecord<byte[], byte[]>> records = scheduler.records(Topics.HUNT_COMMANDS);
        assertThat(records).hasSize(2);
        for (TestRecord<byte[], byte[]> record : records) {
            byte[] signature = record.headers()
                    .lastHeader(RecordSignature.SIGNATURE_HEADER)
                    .value();
            byte[] id =
                    record.headers().lastHeader(RecordSignature.KEY_ID_HEADER).value();
            assertThat(RecordSignature.verify(
                            Scheduler.KEYS.getPublic(), signature, Topics.HUNT_COMMANDS, record.key(), record.value()))
                    .isTrue();
            assertThat(new String(id, StandardCharsets.UTF_8)).isEqualTo(Keys.id(Scheduler.KEYS.getPublic()));
            assertThat(scheduler.command(record.value()).getAssetId())
                    .isEqualTo(new String(record.key(), StandardCharsets.UTF_8));
            int headers = Arrays.stream(record.headers().toArray())
                    .mapToInt(h -> h.key().length() + h.value().length)
                    .sum();
            assertThat(record.key().length + record.value().length + headers).isLessThan(400);
        }
    }

    @Test
    void aDailyHuntFiresEveryDayAtItsTime() {
        scheduler.request(Requests.create(DAILY));
        assertThat(lastHunt().getNextFireAt()).isEqualTo("2026-11-24T13:00:00Z");
        scheduler.advance(Duration.ofMinutes(59));
        assertThat(scheduler.runs()).isEmpty();
        scheduler.advance(Duration.ofMinutes(1));
        assertThat(lastRun().getScheduledFor()).isEqualTo("2026-11-24T13:00:00Z");
        scheduler.advance(Duration.ofDays(1));
        List<Run> runs = scheduler.runs();
        assertThat(runs)
                .filteredOn(r -> r.getState() == RunState.OPEN)
                .extracting(Run::getNumber)
                .containsExactly(2L);
        assertThat(runs)
                .filteredOn(r -> r.getState() == RunState.CLOSED)
                .extracting(Run::getNumber)
                .containsExactly(1L);
    }

    @Test
    void aRestartAcrossTheFiringTimeFiresOnce() {
        scheduler.request(Requests.create(DAILY));
        scheduler.restartAfter(Duration.ofMinutes(90));
        scheduler.advance(Duration.ofSeconds(1));
        Run run = lastRun();
        assertThat(run.getState()).isEqualTo(RunState.OPEN);
        assertThat(run.getScheduledFor()).isEqualTo("2026-11-24T13:00:00Z");
        assertThat(scheduler.commands()).hasSize(2);
        scheduler.restartAfter(Duration.ofSeconds(1));
        scheduler.advance(Duration.ofMinutes(1));
        assertThat(scheduler.runs()).isEmpty();
        assertThat(scheduler.commands()).isEmpty();
    }

    @Test
    void firingsTooOldAreMissedAndNumbered() {
        scheduler.request(Requests.create(DAILY));
        scheduler.restartAfter(Duration.ofDays(3).plusHours(5));
        scheduler.advance(Duration.ofSeconds(1));
        assertThat(scheduler.runs())
                .extracting(Run::getState)
                .containsOnly(RunState.MISSED)
                .hasSize(4);
        assertThat(scheduler.commands()).isEmpty();
        assertThat(lastHunt().getRuns()).isEqualTo(4);
        scheduler.advance(Duration.ofDays(1));
        assertThat(lastRun().getNumber()).isEqualTo(5);
    }

    @Test
    void ofManyMissedFiringsTheLastHundredAreRecorded() {
        scheduler.request(Requests.create(Schedule.newBuilder()
                .setFrequency(Frequency.CRON)
                .setCron("0 * * * * *")
                .build()));
        scheduler.restartAfter(Duration.ofDays(2));
        scheduler.advance(Duration.ofSeconds(1));
        List<Run> runs = scheduler.runs();
        assertThat(runs).filteredOn(r -> r.getState() == RunState.MISSED).hasSize(100);
        assertThat(runs).filteredOn(r -> r.getState() == RunState.OPEN).hasSize(1);
        assertThat(runs.get(100).getScheduledFor()).isEqualTo("2026-11-26T12:00:00Z");
    }

    @Test
    void aRunByHandLeavesTheScheduleAlone() {
        scheduler.request(Requests.create(DAILY));
        HuntDecision decision = scheduler.request(HuntAction.RUN);
        assertThat(decision.getRunId()).isEqualTo("nightly-1");
        assertThat(lastRun().getTrigger()).isEqualTo(RunTrigger.REQUEST);
        assertThat(lastHunt().getNextFireAt()).isEqualTo("2026-11-24T13:00:00Z");
    }

    @Test
    void anAssetThatJoinsWhileTheRunIsOpenGetsTheTaskOnce() {
        scheduler.request(Requests.create(NOW));
        scheduler.commands();
        scheduler.runs();
        String late = "aa112233445566778899aabbccddeeff";
        scheduler.asset(late, Platform.MACOS, Map.of());
        scheduler.advance(Duration.ofSeconds(2));
        assertThat(scheduler.commands()).extracting(HuntCommand::getAssetId).containsExactly(late);
        assertThat(lastRun().getTargeted()).isEqualTo(3);
        scheduler.asset(late, Platform.MACOS, Map.of("site", "rome"));
        scheduler.restartAfter(Duration.ofSeconds(10));
        scheduler.advance(Duration.ofSeconds(2));
        assertThat(scheduler.commands()).isEmpty();
        scheduler.advance(Duration.ofHours(24));
        scheduler.asset("bb112233445566778899aabbccddeeff", Platform.MACOS, Map.of());
        scheduler.advance(Duration.ofSeconds(2));
        assertThat(scheduler.commands()).isEmpty();
        assertThat(lastRun().getState()).isEqualTo(RunState.CLOSED);
    }

    @Test
    void everyClauseOfTheTargetsMustHold() {
        HuntRequest request = Requests.create(NOW);
        request.getDefinition()
                .setTargets(Targets.newBuilder()
                        .setOs(List.of("LINUX", "MACOS"))
                        .setLabels(Map.of("site", List.of("berlin", "paris")))
                        .build());
        scheduler.request(request);
        assertThat(scheduler.commands()).extracting(HuntCommand::getAssetId).containsExactly(BERLIN);
    }
}
