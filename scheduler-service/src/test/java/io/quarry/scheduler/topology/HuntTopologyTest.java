package io.quarry.scheduler.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.model.CommandKind;
import io.quarry.model.Frequency;
import io.quarry.model.Hunt;
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
import io.quarry.model.Violation;
import io.quarry.scheduler.topology.Scheduler.Requests;
import io.quarry.schemas.DeadLetter;
import io.quarry.schemas.Keys;
import io.quarry.schemas.RecordSignature;
import io.quarry.schemas.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HuntTopologyTest {
    private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");
    private static final String BERLIN = "00112233445566778899aabbccddeeff";
    private static final String PARIS = "ff112233445566778899aabbccddeeff";
    private static final Schedule NOW = Schedule.newBuilder().build();
    private static final Schedule DAILY = Schedule.newBuilder()
            .setFrequency(Frequency.DAILY)
            .setTime("13:00:00")
            .build();

    private StandInRegistry registry;
    private Scheduler scheduler;

    @BeforeEach
    void start() throws IOException {
        registry = new StandInRegistry();
        scheduler = new Scheduler(registry.client(), START);
        scheduler.asset(BERLIN, Platform.LINUX, Map.of("site", "berlin"));
        scheduler.asset(PARIS, Platform.WINDOWS, Map.of("site", "paris"));
    }

    @AfterEach
    void stop() {
        scheduler.close();
        registry.close();
    }

    private Run lastRun() {
        List<Run> runs = scheduler.runs();
        return runs.get(runs.size() - 1);
    }

    private Hunt lastHunt() {
        List<Hunt> hunts = scheduler.hunts();
        return hunts.get(hunts.size() - 1);
    }

    private List<String> fields(HuntDecision decision) {
        return decision.getViolations().stream().map(Violation::getField).toList();
    }

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
    void stoppingCancelsTasksAndResumingPlansAnew() {
        scheduler.request(Requests.create(DAILY));
        scheduler.advance(Duration.ofHours(1));
        scheduler.commands();
        scheduler.request(HuntAction.STOP);
        assertThat(scheduler.commands()).hasSize(2).allSatisfy(c -> assertThat(c.getKind())
                .isEqualTo(CommandKind.CANCEL));
        assertThat(lastRun().getState()).isEqualTo(RunState.STOPPED);
        scheduler.advance(Duration.ofDays(2));
        assertThat(scheduler.runs()).isEmpty();
        assertThat(fields(scheduler.request(HuntAction.RUN))).containsExactly("state");
        scheduler.request(HuntAction.RESUME);
        Hunt resumed = lastHunt();
        assertThat(resumed.getState()).isEqualTo(HuntState.ACTIVE);
        assertThat(resumed.getNextFireAt()).isEqualTo("2026-11-27T13:00:00Z");
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
    void aDeletedHuntNeverFiresAndItsIdIsNotUsedAgain() {
        scheduler.request(Requests.create(DAILY));
        scheduler.request(HuntAction.DELETE);
        assertThat(lastHunt().getState()).isEqualTo(HuntState.DELETED);
        scheduler.advance(Duration.ofDays(2));
        assertThat(scheduler.runs()).isEmpty();
        assertThat(fields(scheduler.request(HuntAction.RUN))).containsExactly("hunt_id");
        assertThat(fields(scheduler.request(Requests.create(DAILY)))).containsExactly("hunt_id");
    }

    @Test
    void theSameRequestIsCarriedOutOnce() {
        HuntRequest request = Requests.create(NOW);
        HuntDecision first = scheduler.request(request);
        scheduler.restartAfter(Duration.ofSeconds(5));
        HuntDecision second = scheduler.request(request);
        assertThat(second).isEqualTo(first);
        assertThat(scheduler.runs()).isEmpty();
        assertThat(scheduler.commands()).isEmpty();
    }

    @Test
    void anEditOfAnotherVersionIsRefused() {
        scheduler.request(Requests.create(DAILY));
        HuntRequest edit = Requests.builder(HuntAction.UPDATE)
                .setDefinition(Requests.definition(DAILY))
                .setExpectedVersion(7)
                .build();
        assertThat(fields(scheduler.request(edit))).containsExactly("expected_version");
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

    @Test
    void aRequestThatIsNotValidIsAnsweredWithEveryReason() {
        HuntRequest request = Requests.create(
                Schedule.newBuilder().setFrequency(Frequency.WEEKLY).build());
        request.getDefinition().setParameters("{\"pid\": -1}");
        request.setActor("");
        HuntDecision decision = scheduler.request(request);
        assertThat(decision.getAccepted()).isFalse();
        assertThat(fields(decision))
                .containsExactlyInAnyOrder("actor", "schedule.time", "schedule.on", "parameters.pid");
        assertThat(scheduler.hunts()).isEmpty();
    }

    @Test
    void garbageIsSetAsideAndTheNextRequestWorks() {
        byte[] good = scheduler.encoded(Requests.create(NOW));
        scheduler.send(null, null);
        scheduler.send("nightly".getBytes(StandardCharsets.UTF_8), new byte[] {1, 2, 3});
        scheduler.send("nightly".getBytes(StandardCharsets.UTF_8), new byte[] {0, 0, 0, 99, 0, 1});
        scheduler.send("nightly".getBytes(StandardCharsets.UTF_8), Arrays.copyOf(good, good.length - 3));
        scheduler.send("another".getBytes(StandardCharsets.UTF_8), good);
        List<TestRecord<byte[], byte[]>> letters = scheduler.records(Topics.dlq(Topics.HUNT_REQUESTS));
        assertThat(letters)
                .extracting(r -> header(r, DeadLetter.REASON))
                .containsExactly("NO_VALUE", "NOT_AVRO", "UNKNOWN_SCHEMA", "TRUNCATED_OR_CORRUPT", "WRONG_KEY");
        assertThat(letters).extracting(r -> header(r, DeadLetter.OFFSET)).containsExactly("0", "1", "2", "3", "4");
        assertThat(letters.get(1).value()).containsExactly(1, 2, 3);
        assertThat(scheduler.request(Requests.create(NOW)).getAccepted()).isTrue();
    }

    private static String header(TestRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
