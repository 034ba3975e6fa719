package io.quarry.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarry.model.HuntCommand;
import io.quarry.model.Outcome;
import io.quarry.model.Run;
import io.quarry.model.RunState;
import io.quarry.model.TaskEvent;
import io.quarry.model.TaskEventKind;
import io.quarry.schemas.FindingsDigest;
import io.quarry.schemas.Job;
import io.quarry.schemas.JobCatalogue;
import io.quarry.schemas.Topics;
import io.quarry.testing.Bus;
import io.quarry.testing.FakeAsset;
import io.quarry.testing.FreePorts;
import io.quarry.testing.TopicIo;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A fleet that the test plays, against a real broker and two schedulers: whom hunts go to, when, how far they have come -
 * all of it exact. {@code -Dquarry.fleet=20000} for a large one.
 */
class FleetIT {
    private static final int FLEET = Integer.getInteger("quarry.fleet", 1_200);
    private static final int SITES = 3;
    private static final int SITE = FLEET / SITES;
    private static final int CANARY = 50;
    private static final long JITTER_MS = 4_000;
    private static final int ROWS = 7;
    private static final List<Outcome> ENDS = List.of(Outcome.COMPLETED, Outcome.TRUNCATED, Outcome.DENIED);
    private static final Duration BOUND = Duration.ofSeconds(60 + FLEET / 100);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    static Path folder;

    private static Bus bus;
    private static TopicIo topics;
    private static RunsSeen seen;
    private static KafkaProducer<byte[], byte[]> producer;
    private static List<List<FakeAsset>> sites;
    private static int port;
    private static ConfigurableApplicationContext first;
    private static ConfigurableApplicationContext second;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        bus = Bus.start(folder);
        bus.createTopics(JobCatalogue.installed());
        topics = new TopicIo(bus.brokers(), bus.registry());
        for (Topics.Topic topic : Topics.all(JobCatalogue.installed())) {
            topics.registry().register(topic.subject(), topic.schema());
        }
        seen = new RunsSeen(topics);
        producer = topics.producer(Map.of());
        sites = IntStream.range(0, SITES)
                .mapToObj(site -> IntStream.range(0, SITE)
                        .mapToObj(i -> new FakeAsset(topics, "host-" + site + "-" + i, Map.of("site", "s" + site)))
                        .toList())
                .toList();
        sites.forEach(site -> site.forEach(asset -> producer.send(asset.heartbeat())));
        producer.flush();
        Files.writeString(folder.resolve("token"), "secret\n");
        port = FreePorts.next();
        first = scheduler("one", port);
        second = scheduler("two", FreePorts.next());
    }

    @AfterAll
    static void stop() throws Exception {
        first.close();
        second.close();
        producer.close();
        bus.close();
    }

    private static ConfigurableApplicationContext scheduler(String instance, int port) {
        return new SpringApplicationBuilder(SchedulerApplication.class)
                .run(
                        "--quarry.brokers=" + bus.brokers(),
                        "--quarry.registry=" + bus.registry(),
                        "--quarry.data=" + folder.resolve("scheduler"),
                        "--quarry.token-file=" + folder.resolve("token"),
                        "--quarry.instance=" + instance,
                        "--quarry.port=" + port);
    }

    @Test
    void everyTaskIsCountedOnceAlsoUnderAnotherScheduler() throws Exception {
        JsonNode hunt = file(0, "\"limits\": {}");
        String run = hunt.path("run_id").asText();
        assertThat(seen.addressed(run)).isEqualTo(ids(0));
        Map<String, Long> expected = new TreeMap<>();
        List<FakeAsset> assets = sites.get(0);
        int silent = SITE / 10;
        for (int i = silent; i < SITE / 2; i++) {
            answer(assets.get(i), hunt, i, expected);
        }
        producer.flush();
        await().atMost(BOUND).until(() -> seen.last(run).getOutcomes().equals(expected));
        first.close(); // its hunts go over to the other one, and come back
        for (int i = SITE / 2; i < SITE; i++) {
            answer(assets.get(i), hunt, i, expected);
        }
        producer.flush();
        first = scheduler("one", port);
        await().atMost(BOUND).until(() -> seen.last(run).getOutcomes().equals(expected));
        Run progress = seen.last(run);
        assertThat(progress.getSent()).isEqualTo(SITE);
        assertThat(progress.getAccepted()).isEqualTo(SITE - silent);
        assertThat(progress.getRunning()).isZero();
        assertThat(progress.getRows()).isEqualTo((long) ROWS * (SITE - silent));
        assertThat(progress.getSettled()).isFalse();
        call("POST", "/api/hunts/" + hunt.path("hunt_id").asText() + "/stop", "");
        for (FakeAsset asset : assets.subList(0, silent)) {
            producer.send(asset.event(event(asset, hunt, Outcome.CANCELLED)));
        }
        producer.flush();
        expected.put(Outcome.CANCELLED.name(), (long) silent);
        await().atMost(BOUND).until(() -> seen.last(run).getSettled());
        assertThat(seen.last(run).getState()).isEqualTo(RunState.STOPPED);
        assertThat(seen.last(run).getOutcomes()).isEqualTo(expected);
        assertThat(seen.runs(run)).allSatisfy(r -> assertThat(
                        r.getOutcomes().values().stream().mapToLong(n -> n).sum() + r.getRunning())
                .isLessThanOrEqualTo(r.getSent()));
    }

    @Test
    void jitterSendsEachCommandOnceAndNeverBeforeItsPlace() throws Exception {
        JsonNode hunt = file(1, "\"schedule\": {\"frequency\": \"NOW\", \"jitter\": \"PT" + JITTER_MS / 1_000 + "S\"}");
        String run = hunt.path("run_id").asText();
        await().atMost(BOUND).until(() -> seen.addressed(run).size() == SITE);
        assertThat(seen.addressed(run)).isEqualTo(ids(1));
        List<HuntCommand> commands = seen.commands(run);
        assertThat(commands).hasSize(SITE);
        Run fired = seen.last(run);
        assertThat(fired.getWaiting()).isZero();
        assertThat(commands).allSatisfy(c -> {
            long place = Long.parseLong(c.getAssetId().substring(0, 15), 16) % JITTER_MS;
            assertThat(c.getIssuedAt()).isAfterOrEqualTo(fired.getFiredAt().plusMillis(place));
        });
    }

    @Test
    void aCanaryGoesToSoManyAndTheRestFollowsOnce() throws Exception {
        JsonNode hunt = file(2, "\"rails\": {\"canary\": " + CANARY + "}");
        String run = hunt.path("run_id").asText();
        assertThat(seen.addressed(run)).hasSize(CANARY).isSubsetOf(ids(2));
        assertThat(seen.last(run).getHeldBy()).isEqualTo("CANARY");
        assertThat(seen.last(run).getWaiting()).isEqualTo(SITE - CANARY);
        call("POST", "/api/runs/" + run + "/lift", "");
        await().atMost(BOUND).until(() -> seen.addressed(run).size() == SITE);
        assertThat(seen.commands(run)).hasSize(SITE);
        assertThat(seen.addressed(run)).isEqualTo(ids(2));
    }

    /** Everything twice, as after a crash of the agent, and once in the name of another asset. */
    private static void answer(FakeAsset asset, JsonNode hunt, int i, Map<String, Long> expected) {
        Outcome outcome = ENDS.get(i % ENDS.size());
        TaskEvent ended = event(asset, hunt, outcome);
        for (TaskEventKind kind : List.of(TaskEventKind.ACCEPTED, TaskEventKind.STARTED)) {
            TaskEvent step =
                    TaskEvent.newBuilder(ended).setKind(kind).setOutcome(null).build();
            producer.send(asset.event(step));
            producer.send(asset.event(step));
        }
        producer.send(asset.event(ended));
        producer.send(asset.event(ended));
        FakeAsset other = sites.get(0).get(0); // who says nothing itself
        producer.send(other.event(ended));
        expected.merge(outcome.name(), 1L, Long::sum);
    }

    private static TaskEvent event(FakeAsset asset, JsonNode hunt, Outcome outcome) {
        Job job = JobCatalogue.installed().get("current-process");
        TaskEvent ended = asset.finished(
                hunt.path("hunt_id").asText(),
                hunt.path("run_id").asText(),
                job,
                1,
                outcome == Outcome.CANCELLED ? 0 : ROWS,
                100,
                new FindingsDigest(),
                null,
                0,
                0);
        ended.setOutcome(outcome);
        ended.setAttempt(outcome == Outcome.CANCELLED ? 0 : 1);
        return ended;
    }

    /** Files a hunt for one site, after the preview has said how many it is. */
    private static JsonNode file(int site, String more) throws Exception {
        String hunt = "{\"name\": \"n\", \"job\": \"current-process\", \"targets\": {\"labels\": {\"site\": \"s" + site
                + "\"}}, " + more + "}";
        assertThat(call("POST", "/api/hunts/preview", hunt).path("matching").asInt())
                .isEqualTo(SITE);
        return call("POST", "/api/hunts", hunt);
    }

    private static Set<String> ids(int site) {
        return sites.get(site).stream().map(FakeAsset::id).collect(Collectors.toSet());
    }

    private static JsonNode call(String method, String path, String body) throws IOException, InterruptedException {
        HttpResponse<String> answer = HTTP.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .header("Authorization", "Bearer secret")
                        .header("Content-Type", "application/json")
                        .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        return JSON.readTree(answer.body());
    }
}
