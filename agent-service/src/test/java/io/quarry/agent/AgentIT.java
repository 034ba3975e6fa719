package io.quarry.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarry.model.CommandKind;
import io.quarry.model.HuntCommand;
import io.quarry.model.Outcome;
import io.quarry.model.TaskEvent;
import io.quarry.model.TaskEventKind;
import io.quarry.schemas.Keys;
import io.quarry.testing.EmbeddedBroker;
import io.quarry.testing.TopicIo;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The whole agent against a real broker and a real registry. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AgentIT {
    private final Fleet fleet = Fleet.shared();
    private final KeyPair scheduler = fleet.scheduler();
    private final EmbeddedBroker broker = fleet.broker();
    private final TopicIo topics = fleet.topics();
    private final Commander commander = fleet.commander();
    private final SentFindings sent = new SentFindings(topics);
    private ScriptedCollector collector;
    private RunningAgent agent;
    private Path state;
    private String asset;

    @AfterAll
    void end() {
        commander.close();
    }

    @BeforeEach
    void agent(@TempDir Path folder) {
        state = folder.resolve("state");
        start();
    }

    @AfterEach
    void stop() throws IOException {
        collector.released.countDown();
        agent.close();
    }

    private void start() {
        collector = new ScriptedCollector();
        agent = RunningAgent.start(fleet, state, collector);
        asset = agent.asset();
    }

    @Test
    void aCommandBecomesFindingsThatAddUp() throws Exception {
        RecordMetadata command = commander.run(asset, "sum-1", "{\"pid\": 1000}");
        TaskEvent finished = commander.finished(command);
        assertThat(finished.getOutcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(finished.getAttempt()).isEqualTo(1);
        assertThat(finished.getRows()).isEqualTo(1000);
        sent.assertAddsUp(finished);
        assertThat(commander
                        .event(e -> e.getKind() == TaskEventKind.STARTED
                                && e.getRunId().equals("sum-1"))
                        .getAttempt())
                .isEqualTo(1);
        commander.event(
                e -> e.getKind() == TaskEventKind.ACCEPTED && e.getRunId().equals("sum-1"));
    }

    @Test
    void limitsAndDefectsEndInTheirOutcomes() throws Exception {
        TaskEvent problem = commander.finished(commander.run(asset, "out-1", "{\"pid\": 1, \"parent_pid\": 1}"));
        assertThat(problem.getOutcome()).isEqualTo(Outcome.PARTIAL);
        assertThat(problem.getProblemCount()).isEqualTo(1);

        TaskEvent truncated = commander.finished(
                commander.send(commander.signed(Commander.command(CommandKind.RUN, asset, "out-2", "{\"pid\": 50}")
                        .setMaxRows(10)
                        .build())));
        assertThat(truncated.getOutcome()).isEqualTo(Outcome.TRUNCATED);
        assertThat(truncated.getReason()).isEqualTo("MAX_ROWS");
        assertThat(truncated.getRows()).isEqualTo(10);
        sent.assertAddsUp(truncated);

        TaskEvent failed = commander.finished(commander.run(asset, "out-3", "{\"pid\": 5, \"parent_pid\": 4}"));
        assertThat(failed.getOutcome()).isEqualTo(Outcome.FAILED);
        assertThat(failed.getReason()).isEqualTo("COLLECTOR_FAILED");
        sent.assertAddsUp(failed);
    }

    @Test
    void oneThatHangsStopsNobody() throws Exception {
        RecordMetadata hanging = commander.send(
                commander.signed(Commander.command(CommandKind.RUN, asset, "hang-1", "{\"pid\": 2, \"parent_pid\": 3}")
                        .setTimeoutMs(1_000)
                        .build()));
        RecordMetadata other = commander.run(asset, "hang-2", "{}");
        assertThat(commander.finished(other).getOutcome()).isEqualTo(Outcome.COMPLETED);
        TaskEvent given = commander.finished(hanging);
        assertThat(given.getOutcome()).isEqualTo(Outcome.TIMED_OUT);
        assertThat(given.getReason()).isEqualTo("HUNG");
        sent.assertAddsUp(given);
        assertThat(commander.finished(commander.run(asset, "hang-3", "{}")).getOutcome())
                .isEqualTo(Outcome.COMPLETED);
    }

    @Test
    void aCancelEndsWhatRunsAndWhatWaits() throws Exception {
        List<RecordMetadata> commands = List.of(
                commander.run(asset, "cancel-1", "{\"parent_pid\": 2}"),
                commander.run(asset, "cancel-2", "{\"parent_pid\": 2}"),
                commander.run(asset, "cancel-3", "{}"));
        commander.event(
                e -> e.getKind() == TaskEventKind.STARTED && e.getRunId().equals("cancel-2"));
        Instant cancelled = Instant.now();
        for (int i = 3; i > 0; i--) {
            commander.cancel(asset, "cancel-" + i);
        }
        assertThat(commander.finished(commands.get(0)).getOutcome()).isEqualTo(Outcome.CANCELLED);
        assertThat(commander.finished(commands.get(1)).getOutcome()).isEqualTo(Outcome.CANCELLED);
        assertThat(commander.finished(commands.get(0)).getAt()).isBefore(cancelled.plusSeconds(3));
        TaskEvent waiting = commander.finished(commands.get(2));
        assertThat(waiting.getOutcome()).isEqualTo(Outcome.CANCELLED);
        assertThat(waiting.getAttempt()).isZero();
        assertThat(collector.calls).hasValue(2);
    }

    @Test
    void whatIsNotAnOrderRunsNothing() throws Exception {
        HuntCommand good =
                Commander.command(CommandKind.RUN, asset, "bad-1", "{}").build();
        KeyPair stranger = Keys.generate();
        Instant past = Instant.now().minusSeconds(60).truncatedTo(ChronoUnit.MILLIS);
        assertRejected(commander.unsigned(good), "UNSIGNED");
        assertRejected(commander.signed(good, stranger, Keys.id(stranger.getPublic())), "UNKNOWN_KEY");
        assertRejected(commander.signed(good, stranger, Keys.id(scheduler.getPublic())), "BAD_SIGNATURE");
        assertRejected(
                commander.signed(HuntCommand.newBuilder(good).setExpiresAt(past).build()), "EXPIRED_COMMAND");
        assertRejected(
                commander.signed(
                        HuntCommand.newBuilder(good).setJob("no-such-job").build()),
                "UNKNOWN_JOB");
        assertRejected(commander.misaddressed(good), "WRONG_ASSET");
        assertThat(collector.calls).hasValue(0);

        ProducerRecord<byte[], byte[]> record = commander.signed(good);
        assertThat(commander.finished(commander.send(record)).getOutcome()).isEqualTo(Outcome.COMPLETED);
        assertRejected(record, "REPLAYED");
        assertThat(collector.calls).hasValue(1);
    }

    private void assertRejected(ProducerRecord<byte[], byte[]> record, String reason) throws Exception {
        TaskEvent event = commander.finished(commander.send(record));
        assertThat(event.getOutcome()).isEqualTo(Outcome.REJECTED);
        assertThat(event.getReason()).isEqualTo(reason);
        assertThat(event.getAttempt()).isZero();
    }

    @Test
    void aTaskGoesOnAfterARestart() throws Exception {
        RecordMetadata command = commander.run(asset, "again-1", "{\"pid\": 10, \"parent_pid\": 5}");
        commander.event(
                e -> e.getKind() == TaskEventKind.STARTED && e.getRunId().equals("again-1"));
        Instant before = Instant.now();
        agent.close();
        assertThat(agent.heartbeat(true, before).getLeaving()).isTrue();
        RecordMetadata late = commander.send(commander.signed(Commander.command(CommandKind.RUN, asset, "again-2", "{}")
                .setExpiresAt(Instant.now().plusSeconds(2).truncatedTo(ChronoUnit.MILLIS))
                .build()));
        RecordMetadata offline = commander.run(asset, "again-3", "{}");
        await().atMost(Duration.ofSeconds(5))
                .pollDelay(Duration.ofMillis(2_100))
                .until(() -> true);

        start();
        collector.released.countDown();
        TaskEvent second = commander.finished(command);
        assertThat(second.getOutcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(second.getAttempt()).isEqualTo(2);
        sent.assertAddsUp(second);
        assertThat(commander.finished(late).getOutcome()).isEqualTo(Outcome.EXPIRED);
        assertThat(commander.finished(offline).getOutcome()).isEqualTo(Outcome.COMPLETED);
    }

    @Test
    void aBrokerThatIsAwayLosesNothing() throws Exception {
        RecordMetadata command = commander.run(asset, "away-1", "{\"pid\": 20, \"parent_pid\": 5}");
        commander.event(
                e -> e.getKind() == TaskEventKind.STARTED && e.getRunId().equals("away-1"));
        broker.pause();
        collector.released.countDown();
        await().until(() -> collector.ends.get() == 1);
        broker.resume();
        TaskEvent finished = commander.finished(command);
        assertThat(finished.getOutcome()).isEqualTo(Outcome.COMPLETED);
        sent.assertAddsUp(finished);
        assertThat(commander.finished(commander.run(asset, "away-2", "{}")).getOutcome())
                .isEqualTo(Outcome.COMPLETED);
    }
}
