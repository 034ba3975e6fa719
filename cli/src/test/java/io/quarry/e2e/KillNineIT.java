package io.quarry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarry.e2e.StackUnderTest.Part;
import io.quarry.model.Frequency;
import io.quarry.model.HuntAction;
import io.quarry.model.HuntCommand;
import io.quarry.model.HuntDefinition;
import io.quarry.model.HuntRequest;
import io.quarry.model.Limits;
import io.quarry.model.Schedule;
import io.quarry.model.Targets;
import io.quarry.schemas.Topics;
import io.quarry.testing.FakeAsset;
import io.quarry.testing.TopicIo;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} at random moments. Nothing is lost, nothing is doubled, a task has one outcome, counted over the topics
 * and the store. {@code -Dquarry.rounds=100} for the long version; the seed is printed and can be given.
 */
final class KillNineIT {
    private static final int ROUNDS = Integer.getInteger("quarry.rounds", 5);
    private static final Duration LONG = Duration.ofMinutes(4);
    private static final int FIRING = 10_000;

    private static @TempDir Path folder;
    private static StackUnderTest stack;
    private static Random random;

    @BeforeAll
    static void start() throws Exception {
        long seed = Long.getLong("quarry.seed", System.nanoTime());
        System.out.println("kill -9 with -Dquarry.seed=" + seed + " -Dquarry.rounds=" + ROUNDS);
        random = new Random(seed);
        stack = StackUnderTest.start(folder.resolve("data"), "--agents", "1");
    }

    @AfterAll
    static void stop() throws Exception {
        stack.close();
    }

    @Test
    void agentWhileItSends() {
        StackUnderTest.await(
                StackUnderTest.SOON,
                "the agent to enrol",
                () -> stack.count(
                                "SELECT count(*) FROM assets WHERE agent_version IS NOT NULL AND hostname NOT LIKE 'played%'")
                        == 1);
        String agent = stack.post(
                        "/api/sql", "{\"sql\":\"SELECT asset_id FROM assets WHERE hostname NOT LIKE 'played%'\"}")
                .path("rows")
                .path(0)
                .path(0)
                .asText();
        for (int round = 0; round < ROUNDS; round++) {
            JsonNode hunt = stack.post("/api/hunts", """
                    {"name":"slow","job":"current-process","targets":{"assets":["%s"]},
                     "parameters":{"modules":true},"limits":{"max_cpu_percent":10}}""".formatted(agent));
            String run = hunt.path("run_id").asText();
            StackUnderTest.await(
                    LONG,
                    "the task to start",
                    () -> stack.count("SELECT count(*) FROM coverage WHERE run_id='" + run + "' AND state <> 'PENDING'")
                            == 1);
            pause(1_500);
            stack.kill(Part.AGENT);
            awaitDone(run);
            wholeOnce(run, 1);
        }
    }

    @Test
    void schedulerInTheMiddleOfAFiring() throws Exception {
        try (Fleet fleet = new Fleet(stack, FIRING, Map.of("side", "firing"))) {
            TopicIo topics = stack.topics();
            awaitMatching("firing", FIRING);
            for (int round = 0; round < ROUNDS; round++) {
                String id = "firing-" + Long.toString(random.nextLong() >>> 1, 36);
                request(topics, id);
                pause(1_200);
                stack.kill(Part.SCHEDULER);
                StackUnderTest.await(
                        LONG, "the firing", () -> commands(topics, id).size() >= FIRING);
                StackUnderTest.await(LONG, "the scheduler to be back", stack::ready);
                List<HuntCommand> commands = commands(topics, id);
                Set<String> tasks = new HashSet<>();
                commands.forEach(c -> tasks.add(c.getTaskId()));
                assertThat(commands).hasSize(FIRING);
                assertThat(tasks).hasSize(FIRING);
                assertThat(commands).allMatch(c -> c.getRunId().equals(id + "-1"));
            }
            assertThat(fleet.assets()).hasSize(FIRING);
        }
    }

    @Test
    void resultsWhileItStores() throws Exception {
        storeWhileKilling(Part.RESULTS, "results", 8, 15_000);
    }

    @Test
    void broker() throws Exception {
        storeWhileKilling(Part.BROKER, "broker", 4, 5_000);
    }

    private static void storeWhileKilling(Part part, String side, int size, int rows) throws Exception {
        try (Fleet fleet = new Fleet(stack, size, Map.of("side", side))) {
            awaitMatching(side, size);
            for (int round = 0; round < ROUNDS; round++) {
                JsonNode hunt = stack.post("/api/hunts", """
                        {"name":"%s","job":"current-process","targets":{"labels":{"side":"%s"}}}""".formatted(side, side));
                String run = hunt.path("run_id").asText();
                String huntId = hunt.path("hunt_id").asText();
                CompletableFuture<Void> answers = CompletableFuture.runAsync(() -> answer(fleet, huntId, run, rows));
                pause(2_500);
                stack.kill(part);
                answers.get(4, TimeUnit.MINUTES);
                StackUnderTest.await(LONG, "the services to be back", stack::ready);
                awaitDone(run);
                wholeOnce(run, size);
                assertThat(stack.count(
                                "SELECT count(*) FROM coverage WHERE run_id='" + run + "' AND outcome='COMPLETED'"))
                        .isEqualTo(size);
                assertThat(stack.count("SELECT count(*) FROM findings_current_process WHERE run_id='" + run + "'"))
                        .isEqualTo((long) size * rows);
            }
        }
    }

    private static void answer(Fleet fleet, String huntId, String run, int rows) {
        for (FakeAsset asset : fleet.assets()) {
            try {
                fleet.answer(asset, huntId, run, rows);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static void awaitDone(String run) {
        StackUnderTest.await(LONG, run + " to be done", () -> stack.get("/api/runs/" + run)
                .path("done")
                .asBoolean());
    }

    /** Every task one outcome that adds up, every finding of it once and no gap. */
    private static void wholeOnce(String run, int tasks) {
        String of = " WHERE run_id='" + run + "'";
        assertThat(stack.count("SELECT count(*) FROM coverage" + of)).isEqualTo(tasks);
        assertThat(stack.count("SELECT count(*) FROM coverage" + of + " AND outcome IN ('COMPLETED','PARTIAL')"))
                .describedAs("whole tasks of %s: %s", run, stack.get("/api/runs/" + run))
                .isEqualTo(tasks);
        long rows = stack.count("SELECT count(*) FROM findings_current_process" + of);
        assertThat(rows).isPositive();
        assertThat(stack.count("SELECT sum(rows) FROM coverage" + of)).isEqualTo(rows);
        assertThat(stack.count(
                        "SELECT count(*) FROM (SELECT DISTINCT task_id, seq FROM findings_current_process" + of + ")"))
                .isEqualTo(rows);
        assertThat(stack.count("SELECT count(*) FROM (SELECT task_id FROM findings_current_process" + of
                        + " GROUP BY task_id HAVING max(seq) + 1 <> count(*) OR count(DISTINCT attempt) <> 1)"))
                .isZero();
    }

    private static void awaitMatching(String side, int size) {
        String body = "{\"name\":\"x\",\"job\":\"current-process\",\"targets\":{\"labels\":{\"side\":\"%s\"}}}"
                .formatted(side);
        StackUnderTest.await(
                LONG,
                size + " assets to be known",
                () -> stack.post("/api/hunts/preview", body).path("matching").asInt() == size);
    }

    private static void request(TopicIo topics, String id) throws Exception {
        HuntDefinition definition = HuntDefinition.newBuilder()
                .setName("firing")
                .setJob("current-process")
                .setTargets(Targets.newBuilder()
                        .setLabels(Map.of("side", List.of("firing")))
                        .build())
                .setSchedule(Schedule.newBuilder().setFrequency(Frequency.NOW).build())
                .setExpiresAfter("PT1H")
                .setLimits(Limits.newBuilder().build())
                .build();
        HuntRequest request = HuntRequest.newBuilder()
                .setRequestId("request-" + id)
                .setHuntId(id)
                .setAction(HuntAction.CREATE)
                .setActor("automation")
                .setDefinition(definition)
                .build();
        try (KafkaProducer<byte[], byte[]> producer = topics.producer(Map.of())) {
            producer.send(new ProducerRecord<>(
                            Topics.HUNT_REQUESTS,
                            id.getBytes(StandardCharsets.UTF_8),
                            topics.encode(Topics.HUNT_REQUESTS, request)))
                    .get();
        }
    }

    private static List<HuntCommand> commands(TopicIo topics, String hunt) {
        return topics.<HuntCommand>values(Topics.HUNT_COMMANDS).stream()
                .filter(c -> c.getHuntId().equals(hunt))
                .toList();
    }

    /** A random moment is what is tested here, so this does wait for no condition. */
    private static void pause(int upToMillis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(upToMillis)));
    }
}
