package io.quarry.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarry.model.Envelope;
import io.quarry.model.Outcome;
import io.quarry.model.TaskEvent;
import io.quarry.model.TaskEventKind;
import io.quarry.schemas.FindingsDigest;
import io.quarry.schemas.Topics;
import io.quarry.schemas.WireFormat;
import io.quarry.testing.TopicIo;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The agent as a process, killed with SIGKILL at random moments while it works. {@code -Dquarry.kill.rounds=100} for a
 * long run; {@code -Dquarry.kill.seed} repeats one.
 */
final class AgentKillIT {
    private static final int ROUNDS = Integer.getInteger("quarry.kill.rounds", 5);
    private static final long SEED = Long.getLong("quarry.kill.seed", System.nanoTime());
    private static final int TASKS_A_ROUND = 6;

    private final Fleet fleet = Fleet.shared();
    private final TopicIo topics = fleet.topics();
    private final Random random = new Random(SEED);

    @Test
    void everyTaskTakesEffectOnceHoweverOftenTheAgentIsKilled(@TempDir Path folder) throws Exception {
        Path state = folder.resolve("state");
        Path log = Path.of("target", "agent-kill.log").toAbsolutePath();
        String asset = AgentProcess.asset(state);
        Process agent = AgentProcess.start(fleet, state, log);
        List<RecordMetadata> commands = new ArrayList<>();
        try (Commander commander = fleet.commander()) {
            AgentProcess.awaitReady(fleet, asset);
            for (int round = 0; round < ROUNDS; round++) {
                for (int i = 0; i < TASKS_A_ROUND; i++) {
                    commands.add(commander.run(asset, "kill-" + round + "-" + i, "{\"modules\": true}"));
                }
                String runs = "kill-" + round + "-";
                commander.event(e -> e.getKind() == TaskEventKind.STARTED
                        && e.getAssetId().equals(asset)
                        && e.getRunId().startsWith(runs));
                assertThat(agent.waitFor(random.nextInt(800), TimeUnit.MILLISECONDS))
                        .as("the agent ended by itself; see its log")
                        .isFalse();
                agent.destroyForcibly().waitFor();
                agent = AgentProcess.start(fleet, state, log);
            }
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofSeconds(1))
                    .untilAsserted(() -> assertThat(finished(asset).keySet()).containsAll(positions(commands)));
        } finally {
            agent.destroyForcibly().waitFor();
        }
        assertOneTrueOutcomeEach(asset, commands);
    }

    private static Set<String> positions(List<RecordMetadata> commands) {
        Set<String> positions = new HashSet<>();
        commands.forEach(c -> positions.add(c.partition() + "/" + c.offset()));
        return positions;
    }

    /** Events that end a task, by the position of its command; all copies of one must be the same. */
    private Map<String, TaskEvent> finished(String asset) {
        Map<String, TaskEvent> events = new HashMap<>();
        for (TaskEvent event : topics.<TaskEvent>values(Topics.TASK_EVENTS)) {
            if (event.getAssetId().equals(asset) && event.getKind() == TaskEventKind.FINISHED) {
                String at = event.getCommandPartition() + "/" + event.getCommandOffset();
                TaskEvent before = events.put(at, event);
                assertThat(before == null || before.equals(event))
                        .as("two different outcomes for the command at %s, seed %s", at, SEED)
                        .isTrue();
            }
        }
        return events;
    }

    private void assertOneTrueOutcomeEach(String asset, List<RecordMetadata> commands) {
        Map<String, TaskEvent> events = finished(asset);
        assertThat(events.keySet()).isEqualTo(positions(commands));
        Map<String, FindingsDigest> digests = new HashMap<>();
        Map<String, Long> rows = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : topics.all(Topics.findings("current-process"))) {
            Envelope envelope = SentFindings.envelope(record);
            String attempt = envelope.getTaskId() + "/" + envelope.getAttempt();
            assertThat(envelope.getSeq()).as("gap in %s", attempt).isEqualTo(rows.getOrDefault(attempt, 0L));
            rows.merge(attempt, 1L, Long::sum);
            digests.computeIfAbsent(attempt, a -> new FindingsDigest())
                    .add(record.value(), WireFormat.HEADER, record.value().length - WireFormat.HEADER);
        }
        for (TaskEvent event : events.values()) {
            assertThat(event.getOutcome()).as("seed %s", SEED).isIn(Outcome.COMPLETED, Outcome.PARTIAL, Outcome.FAILED);
            if (event.getRows() > 0) {
                String attempt = event.getTaskId() + "/" + event.getAttempt();
                assertThat(rows.get(attempt)).as(attempt).isEqualTo(event.getRows());
                assertThat(digests.getOrDefault(attempt, new FindingsDigest()).value())
                        .as(attempt)
                        .isEqualTo(array(event.getDigest()));
            }
        }
    }

    private static byte[] array(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
