package io.quarry.scheduler.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.model.CommandKind;
import io.quarry.model.Frequency;
import io.quarry.model.Hunt;
import io.quarry.model.HuntAction;
import io.quarry.model.HuntDecision;
import io.quarry.model.HuntRequest;
import io.quarry.model.HuntState;
import io.quarry.model.Run;
import io.quarry.model.RunState;
import io.quarry.model.Schedule;
import io.quarry.scheduler.topology.Scheduler.Requests;
import io.quarry.schemas.DeadLetter;
import io.quarry.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;

/** What is asked of a scheduler, and what it answers. */
class HuntRequestsTopologyTest extends TwoAssets {
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
        assertThat(scheduler.runs()).extracting(Run::getState).containsExactly(RunState.STOPPED); // settled, no new one
        assertThat(fields(scheduler.request(HuntAction.RUN))).containsExactly("state");
        scheduler.request(HuntAction.RESUME);
        Hunt resumed = lastHunt();
        assertThat(resumed.getState()).isEqualTo(HuntState.ACTIVE);
        assertThat(resumed.getNextFireAt()).isEqualTo("2026-11-27T13:00:00Z");
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
