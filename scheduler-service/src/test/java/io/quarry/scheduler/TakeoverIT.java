package io.quarry.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarry.model.CommandKind;
import io.quarry.model.HuntCommand;
import io.quarry.model.Run;
import io.quarry.model.RunState;
import io.quarry.schemas.JobCatalogue;
import io.quarry.schemas.KeyRing;
import io.quarry.schemas.RecordCodec;
import io.quarry.schemas.Topics;
import io.quarry.testing.EmbeddedBroker;
import io.quarry.testing.FakeAsset;
import io.quarry.testing.RegistryProcess;
import io.quarry.testing.TopicIo;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two schedulers; in the middle of a firing of 10,000 commands the one that fires is killed, or put to sleep for longer than its session and woken
 * again. The other one fires what is due next within 15 s, everything happens once, and the sleeper writes nothing.
 * {@code -Dquarry.rounds=50} for 100 disturbed firings.
 */
final class TakeoverIT {
    private static final int ROUNDS = Integer.getInteger("quarry.rounds", 1);
    private static final int ASSETS = 10_000;
    private static final Duration GOAL = Duration.ofSeconds(15);
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final String HUNT = """
            {"name": "taken over", "job": "current-process", "targets": {"all": true},
             "schedule": {"frequency": "CRON", "cron": "*/4 * * * * *"}}""";

    @TempDir
    static Path folder;

    private static EmbeddedBroker broker;
    private static RegistryProcess registry;
    private static TopicIo topics;
    private static SchedulerProcess one;
    private static SchedulerProcess two;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        broker = EmbeddedBroker.start(folder.resolve("kafka"));
        broker.createTopics(JobCatalogue.installed());
        registry = RegistryProcess.start(folder.resolve("registry"));
        topics = new TopicIo(broker.bootstrap(), registry.url());
        for (Topics.Topic topic : Topics.all(JobCatalogue.installed())) {
            topics.registry().register(topic.subject(), topic.schema());
        }
        enrol();
        Files.writeString(folder.resolve("token"), "secret\n");
        new KeyRing(folder.resolve("scheduler")).signing(); // so that the two don't race for it
        one = new SchedulerProcess(broker.bootstrap(), registry.url(), folder, "one");
        two = new SchedulerProcess(broker.bootstrap(), registry.url(), folder, "two");
        one.awaitReady();
        two.awaitReady();
    }

    private static void enrol() {
        try (KafkaProducer<byte[], byte[]> producer = topics.producer(Map.of())) {
            IntStream.range(0, ASSETS)
                    .parallel()
                    .mapToObj(i -> new FakeAsset(topics, "played-" + i, Map.of()).heartbeat())
                    .forEach(producer::send);
        }
    }

    @AfterAll
    static void stop() {
        one.close();
        two.close();
        registry.close();
        broker.close();
    }

    @Test
    void theOtherOneFiresWhatIsDueNextAndTheSleeperWritesNothing() throws IOException, InterruptedException {
        long seed = Long.getLong("quarry.seed", System.nanoTime());
        System.out.println("takeover with -Dquarry.seed=" + seed + " -Dquarry.rounds=" + ROUNDS);
        Random random = new Random(seed);
        post("/api/hunts", HUNT);
        try (Firings firings = new Firings()) {
            for (int round = 0; round < ROUNDS; round++) {
                disturb(firings, random.nextInt(150), SchedulerProcess::kill, SchedulerProcess::restart);
                disturb(firings, random.nextInt(150), s -> s.signal("STOP"), s -> s.signal("CONT"));
            }
            firings.awaitMore(2);
            String hunt = firings.all.values().iterator().next().getHuntId();
            post("/api/hunts/" + hunt + "/stop", "");
            firings.check();
        }
    }

    private interface Step {
        void apply(SchedulerProcess scheduler) throws IOException, InterruptedException;
    }

    private static void disturb(Firings firings, int delayMillis, Step harm, Step repair)
            throws IOException, InterruptedException {
        Run last = firings.awaitMore(1);
        SchedulerProcess owner = one.fired(last.getRunId()) ? one : two;
        awaitMiddleOfAFiring();
        java.util.concurrent.locks.LockSupport.parkNanos(
                Duration.ofMillis(delayMillis).toNanos()); // a random moment is what is tested
        harm.apply(owner);
        firings.poll();
        long start = System.nanoTime();
        Run next = firings.awaitMore(1);
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        SchedulerProcess survivor = owner == one ? two : one;
        System.out.println(next.getRunId() + " fired " + took.toMillis() + " ms after the other scheduler went");
        assertThat(took).isLessThan(GOAL);
        assertThat(survivor.fired(next.getRunId())).isTrue();
        repair.apply(owner);
        owner.awaitReady();
        firings.awaitMore(1);
    }

    /** Waits for a command that is written and not committed. */
    private static void awaitMiddleOfAFiring() {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.bootstrap(), "isolation.level", "read_uncommitted"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.HUNT_COMMANDS).stream()
                    .map(p -> new TopicPartition(p.topic(), p.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToEnd(partitions);
            partitions.forEach(consumer::position);
            await().atMost(BOUND).pollInterval(Duration.ofMillis(1)).until(() -> !consumer.poll(Duration.ofMillis(100))
                    .isEmpty());
        }
    }

    /** The runs that are committed, as they come. */
    private static final class Firings implements AutoCloseable {
        private final RecordCodec<Run> codec = topics.codec(Topics.HUNT_RUNS);
        private final KafkaConsumer<byte[], byte[]> consumer = topics.consumer(Topics.HUNT_RUNS);
        private final Map<String, Run> all = new HashMap<>();

        void poll() {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                Run run = codec.decode(record.value());
                all.putIfAbsent(run.getRunId(), run);
            }
        }

        /** @return the latest run once so many more have been sent out */
        Run awaitMore(int more) {
            long before = sent().count();
            await().atMost(BOUND).pollInterval(Duration.ofMillis(20)).until(() -> {
                poll();
                return sent().count() >= before + more;
            });
            return sent().max(java.util.Comparator.comparing(Run::getNumber)).orElseThrow();
        }

        private Stream<Run> sent() {
            return all.values().stream().filter(r -> r.getState() != RunState.MISSED);
        }

        /** Each due time once, no number twice or left out, each command of each run once. */
        void check() {
            poll();
            assertThat(all.values()).extracting(Run::getScheduledFor).doesNotHaveDuplicates();
            assertThat(all.values()).extracting(Run::getNumber).doesNotHaveDuplicates();
            Map<String, Set<String>> commanded = new HashMap<>();
            for (HuntCommand command : topics.<HuntCommand>values(Topics.HUNT_COMMANDS)) {
                if (command.getKind() == CommandKind.RUN) {
                    assertThat(commanded
                                    .computeIfAbsent(command.getRunId(), id -> new HashSet<>())
                                    .add(command.getAssetId()))
                            .as("%s for %s is there once", command.getRunId(), command.getAssetId())
                            .isTrue();
                }
            }
            assertThat(commanded.keySet()).isEqualTo(sent().map(Run::getRunId).collect(Collectors.toSet()));
            assertThat(commanded.values()).extracting(Set::size).containsOnly(ASSETS);
            long numbers = all.values().stream().mapToLong(Run::getNumber).max().orElseThrow();
            assertThat(all).hasSize((int) numbers);
        }

        @Override
        public void close() {
            consumer.close();
        }
    }

    private static void post(String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + one.port() + path))
                .header("Authorization", "Bearer secret")
                .POST(BodyPublishers.ofString(body))
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(request, BodyHandlers.ofString())
                        .statusCode())
                .isBetween(200, 299);
    }
}
