package io.quarry.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarry.model.Asset;
import io.quarry.model.AuditEvent;
import io.quarry.model.Hunt;
import io.quarry.model.HuntAction;
import io.quarry.model.HuntCommand;
import io.quarry.model.HuntDecision;
import io.quarry.model.HuntDefinition;
import io.quarry.model.HuntRequest;
import io.quarry.model.Limits;
import io.quarry.model.Run;
import io.quarry.model.RunState;
import io.quarry.model.Schedule;
import io.quarry.model.Targets;
import io.quarry.schemas.FindingsDigest;
import io.quarry.schemas.Job;
import io.quarry.schemas.JobCatalogue;
import io.quarry.schemas.KeyRing;
import io.quarry.schemas.Keys;
import io.quarry.schemas.RecordSignature;
import io.quarry.schemas.Topics;
import io.quarry.schemas.TrustedKey;
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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** Two schedulers against a real broker and a real registry. */
class SchedulerIT {
    private static final Duration BOUND = Duration.ofSeconds(40);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String GOOD = "{\"name\": \"n\", \"job\": \"current-process\", \"targets\": {\"all\": true}}";

    @TempDir
    static Path folder;

    private static Bus bus;
    private static TopicIo topics;
    private static KafkaProducer<byte[], byte[]> producer;
    private static FakeAsset asset;
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
        producer = topics.producer(Map.of());
        asset = new FakeAsset(topics, "host", Map.of("site", "berlin"));
        producer.send(asset.heartbeat());
        producer.send(forged());
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

    /** A heartbeat under another asset's name: nobody must be sent a task for it. */
    private static ProducerRecord<byte[], byte[]> forged() {
        FakeAsset liar = new FakeAsset(topics, "liar", Map.of());
        ProducerRecord<byte[], byte[]> record = liar.heartbeat();
        Asset claim = topics.<Asset>codec(Topics.ASSETS).decode(record.value());
        claim.setAssetId("00".repeat(16));
        return liar.signed(Topics.ASSETS, topics.encode(Topics.ASSETS, claim));
    }

    private static HttpResponse<String> call(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer secret")
                .header("Content-Type", "application/json")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    private static List<HuntCommand> commandsOf(String huntId) {
        return topics.<HuntCommand>values(Topics.HUNT_COMMANDS).stream()
                .filter(c -> c.getHuntId().equals(huntId))
                .toList();
    }

    private static List<Run> runsOf(String huntId) {
        return topics.<Run>values(Topics.HUNT_RUNS).stream()
                .filter(r -> r.getHuntId().equals(huntId))
                .toList();
    }

    @Test
    void aHuntFiledByRestBecomesASignedCommand() throws IOException, InterruptedException {
        HttpResponse<String> answer = call("POST", "/api/hunts", GOOD);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        JsonNode hunt = JSON.readTree(answer.body());
        assertThat(hunt.path("run_id").asText()).isEqualTo(hunt.path("hunt_id").asText() + "-1");
        ConsumerRecord<byte[], byte[]> record =
                topics.await(Topics.HUNT_COMMANDS, BOUND, r -> topics.<HuntCommand>codec(Topics.HUNT_COMMANDS)
                        .decode(r.value())
                        .getRunId()
                        .equals(hunt.path("run_id").asText()));
        PublicKey key =
                Keys.readPublic(folder.resolve("scheduler/signing-keys.pem")).get(0);
        byte[] signature =
                record.headers().lastHeader(RecordSignature.SIGNATURE_HEADER).value();
        assertThat(RecordSignature.verify(key, signature, Topics.HUNT_COMMANDS, record.key(), record.value()))
                .isTrue();
        assertThat(new String(record.key(), StandardCharsets.UTF_8)).isEqualTo(asset.id());
        assertThat(commandsOf(hunt.path("hunt_id").asText())).hasSize(1);
    }

    @Test
    void aHuntFiledByTopicIsDecidedAndFired() {
        String huntId = "by-topic";
        HuntRequest request = HuntRequest.newBuilder()
                .setRequestId("one")
                .setHuntId(huntId)
                .setAction(HuntAction.CREATE)
                .setActor("automation")
                .setDefinition(HuntDefinition.newBuilder()
                        .setName("By topic")
                        .setJob("current-process")
                        .setTargets(Targets.newBuilder().setAll(true).build())
                        .setSchedule(Schedule.newBuilder().build())
                        .setLimits(Limits.newBuilder().build())
                        .build())
                .build();
        byte[] key = huntId.getBytes(StandardCharsets.UTF_8);
        byte[] value = topics.encode(Topics.HUNT_REQUESTS, request);
        producer.send(new ProducerRecord<>(Topics.HUNT_REQUESTS, key, new byte[] {7}));
        producer.send(new ProducerRecord<>(Topics.HUNT_REQUESTS, key, value));
        producer.send(new ProducerRecord<>(Topics.HUNT_REQUESTS, key, value));
        producer.flush();
        await().atMost(BOUND)
                .until(() -> topics.<HuntDecision>values(Topics.HUNT_DECISIONS).stream()
                                .filter(d -> d.getHuntId().equals(huntId) && d.getAccepted())
                                .count()
                        == 2);
        assertThat(commandsOf(huntId)).extracting(HuntCommand::getAssetId).containsExactly(asset.id());
        assertThat(topics.all(Topics.dlq(Topics.HUNT_REQUESTS)))
                .filteredOn(r -> r.value().length == 1)
                .hasSize(1);
    }

    @Test
    void twoSchedulersFireEveryDueSecondOnceAndOneTakesOver() throws IOException, InterruptedException {
        String body = GOOD.replace("}}", "}, \"schedule\": {\"frequency\": \"CRON\", \"cron\": \"* * * * * *\"}}");
        String id = JSON.readTree(call("POST", "/api/hunts", body).body())
                .path("hunt_id")
                .asText();
        await().atMost(BOUND).until(() -> runsOf(id).size() >= 3);
        second.close();
        second = scheduler("two", FreePorts.next());
        int before = runsOf(id).size();
        await().atMost(BOUND).until(() -> runsOf(id).size() >= before + 3);
        assertThat(call("POST", "/api/hunts/" + id + "/stop", "").statusCode()).isEqualTo(200);
        List<Run> fired = runsOf(id).stream()
                .filter(r -> r.getState() == RunState.OPEN || r.getState() == RunState.MISSED)
                .toList();
        assertThat(fired).extracting(Run::getScheduledFor).doesNotHaveDuplicates();
        assertThat(fired).extracting(Run::getNumber).doesNotHaveDuplicates();
        assertThat(fired.stream().mapToLong(Run::getNumber).max()).hasValue(fired.size());
        long tasks = fired.stream().filter(r -> r.getState() == RunState.OPEN).count();
        assertThat(commandsOf(id).stream().filter(c -> c.getKind().name().equals("RUN")))
                .hasSize((int) tasks);
        assertThat(topics.<Hunt>values(Topics.HUNTS)).isNotEmpty();
    }

    @Test
    void editsNeedTheVersionTheyWereMadeFor() throws IOException, InterruptedException {
        String daily = GOOD.replace("}}", "}, \"schedule\": {\"frequency\": \"DAILY\", \"time\": \"02:30:00\"}}");
        HttpResponse<String> created = call("POST", "/api/hunts", daily);
        String path =
                "/api/hunts/" + JSON.readTree(created.body()).path("hunt_id").asText();
        String etag = created.headers().firstValue("ETag").orElseThrow();
        HttpResponse<String> edited = call("PUT", path, daily.replace("\"n\"", "\"m\""), "If-Match", etag);
        assertThat(edited.statusCode()).isEqualTo(200);
        assertThat(JSON.readTree(edited.body()).path("version").asInt()).isEqualTo(2);
        assertThat(call("PUT", path, daily, "If-Match", etag).statusCode()).isEqualTo(412);
        assertThat(call("POST", path + "/run", "").statusCode()).isEqualTo(202);
        assertThat(call("DELETE", path, "").statusCode()).isEqualTo(204);
        assertThat(call("GET", path, "").statusCode()).isEqualTo(404);
    }

    @Test
    void errorsAreProblemsWithEveryViolation() throws IOException, InterruptedException {
        HttpResponse<String> invalid = call("POST", "/api/hunts", "{\"job\": \"x\", \"colour\": 1}");
        assertThat(invalid.statusCode()).isEqualTo(422);
        assertThat(JSON.readTree(invalid.body()).path("violations").findValuesAsText("field"))
                .contains("name", "job", "colour", "targets");
        for (HttpResponse<String> answer : List.of(
                invalid,
                call("POST", "/api/hunts", "{\"name\": "),
                call("GET", "/api/hunts/none", ""),
                call("GET", "/api/nothing", ""),
                call("PATCH", "/api/hunts", "{}"),
                call("GET", "/api/hunts?cursor=%25", ""),
                call("GET", "/api/hunts?limit=many", ""),
                HTTP.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/hunts"))
                                .build(),
                        BodyHandlers.ofString()))) {
            assertThat(answer.headers().firstValue("Content-Type"))
                    .as(answer.toString())
                    .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
            assertThat(answer.statusCode()).isBetween(400, 499);
        }
    }

    @Test
    void listsPageAndPreviewsCount() throws IOException, InterruptedException {
        for (int i = 0; i < 3; i++) {
            call("POST", "/api/hunts", GOOD);
        }
        JsonNode page = JSON.readTree(call("GET", "/api/hunts?limit=2", "").body());
        assertThat(page.path("items")).hasSize(2);
        JsonNode next = JSON.readTree(
                call("GET", "/api/hunts?limit=2&cursor=" + page.path("next").asText(), "")
                        .body());
        assertThat(next.path("items").findValuesAsText("hunt_id"))
                .doesNotContainAnyElementsOf(page.path("items").findValuesAsText("hunt_id"));
        JsonNode preview =
                JSON.readTree(call("POST", "/api/hunts/preview", GOOD).body());
        assertThat(preview.path("matching").asInt()).isEqualTo(1);
        assertThat(preview.path("online").asInt()).isEqualTo(1);
        assertThat(preview.path("firings")).hasSize(1);
        assertThat(call("GET", "/actuator/health", "").statusCode()).isEqualTo(200);
        assertThat(call("GET", "/actuator/prometheus", "").body()).contains("quarry_commands_sent_total");
        assertThat(call("GET", "/openapi", "").body()).contains("/api/hunts/preview");
    }

    @Test
    void labelsAndGroupsThatPeopleGiveDecideWhoIsAMember() throws IOException, InterruptedException {
        String labels = "/api/assets/" + asset.id() + "/labels";
        String group = "{\"labels\": {\"site\": [\"berlin\"]}}"; // which the asset reports itself
        HttpResponse<String> made = call("PUT", "/api/groups/web", group);
        assertThat(made.statusCode()).as(made.body()).isEqualTo(200);
        String hunt = targets("{\"groups\": [\"web\", \"none\"], \"hostnames\": [\"HOS?\"]}");
        assertThat(matching(hunt)).isZero();
        HttpResponse<String> set = call("PUT", labels, "{\"site\": \"berlin\", \"role\": \"web\"}");
        assertThat(JSON.readTree(set.body()).path("labels").path("site").asText())
                .isEqualTo("berlin");
        assertThat(matching(hunt)).isEqualTo(1);
        JsonNode preview =
                JSON.readTree(call("POST", "/api/hunts/preview", hunt).body());
        assertThat(preview.path("missing_groups").toString()).isEqualTo("[\"none\"]");
        call("PUT", labels, "{\"site\": \"bonn\"}");
        assertThat(matching(hunt)).isZero();
        assertThat(matching(targets("{\"labels\": {\"site\": \"bonn\", \"role\": [\"web\"]}}")))
                .isEqualTo(1);
        assertThat(matching(targets("{\"labels\": {\"site\": \"berlin\"}}"))).isZero();
        assertThat(call("DELETE", labels + "/site", "").statusCode()).isEqualTo(200);
        assertThat(call("DELETE", labels + "/role", "").statusCode()).isEqualTo(200);
        assertThat(matching(targets("{\"labels\": {\"site\": \"berlin\"}}"))).isEqualTo(1);
        assertThat(call("PUT", "/api/groups/web", group, "If-Match", "\"7\"").statusCode())
                .isEqualTo(412);
        assertThat(call("DELETE", "/api/groups/web", "").statusCode()).isEqualTo(204);
        HttpResponse<String> bad = call("PUT", "/api/groups/Web!", "{\"assets\": [\"x\"], \"colour\": 1}");
        assertThat(JSON.readTree(bad.body()).path("violations").findValuesAsText("field"))
                .contains("name", "assets[0]", "colour");
        assertThat(topics.<AuditEvent>values(Topics.AUDIT))
                .extracting(AuditEvent::getAction)
                .contains("label.set", "label.remove", "group.set", "group.delete");
    }

    @Test
    void keysThatAreAddedAndRevokedAreInTheAudit() throws IOException {
        KeyRing ring = new KeyRing(folder.resolve("scheduler"));
        TrustedKey key = TrustedKey.unlimited(Keys.generate().getPublic());
        ring.trust(key);
        await().atMost(BOUND).until(() -> said("key.add", key.id()));
        assertThat(ring.revoke(key.id())).isTrue();
        await().atMost(BOUND).until(() -> said("key.revoke", key.id()));
    }

    private static boolean said(String action, String object) {
        return topics.<AuditEvent>values(Topics.AUDIT).stream()
                .anyMatch(event ->
                        event.getAction().equals(action) && event.getObject().equals(object));
    }

    private static String targets(String targets) {
        return GOOD.replace("{\"all\": true}", targets);
    }

    private static int matching(String hunt) throws IOException, InterruptedException {
        return JSON.readTree(call("POST", "/api/hunts/preview", hunt).body())
                .path("matching")
                .asInt(-1);
    }

    @Test
    void previewsShowZoneAndOffsetAndWhatDoesNotExist() throws IOException, InterruptedException {
        String hunt = GOOD.replace(
                "{\"all\": true}}",
                "{\"assets\": [\"" + asset.id() + "\", \"" + "ab".repeat(16)
                        + "\"]}, \"schedule\": {\"frequency\": \"MONTHLY\","
                        + " \"on\": [\"SUN#LAST\"], \"time\": \"02:30:00\", \"timezone\": \"Europe/Berlin\"}}");
        JsonNode preview =
                JSON.readTree(call("POST", "/api/hunts/preview", hunt).body());
        assertThat(preview.path("firings")).hasSize(10);
        assertThat(preview.path("timezone").asText()).isEqualTo("Europe/Berlin");
        for (int i = 0; i < 10; i++) {
            OffsetDateTime local =
                    OffsetDateTime.parse(preview.path("local").path(i).asText());
            assertThat(local.toInstant())
                    .isEqualTo(Instant.parse(preview.path("firings").path(i).asText()));
            assertThat(local.getDayOfWeek()).isEqualTo(DayOfWeek.SUNDAY);
        }
        assertThat(preview.path("matching").asInt()).isEqualTo(1);
        assertThat(preview.path("missing_assets").toString()).isEqualTo("[\"" + "ab".repeat(16) + "\"]");
    }

    @Test
    void aRunIsTriedAgainForTheAssetsThatAreNamed() throws IOException, InterruptedException {
        JsonNode hunt = JSON.readTree(call("POST", "/api/hunts", GOOD).body());
        String run = hunt.path("run_id").asText();
        String assets = "{\"assets\": [\"" + asset.id() + "\"]}";
        HttpResponse<String> again = call("POST", "/api/runs/" + run + "/retry", assets);
        assertThat(again.statusCode()).as(again.body()).isEqualTo(202);
        String retry = JSON.readTree(again.body()).path("run_id").asText();
        assertThat(runsOf(hunt.path("hunt_id").asText()))
                .filteredOn(r -> r.getRunId().equals(retry))
                .extracting(Run::getRetryOf)
                .containsOnly(run);
        assertThat(call("POST", "/api/runs/" + run + "/retry", "{}").statusCode())
                .isEqualTo(422);
        assertThat(call("POST", "/api/runs/none-1/retry", assets).statusCode()).isEqualTo(404);
    }

    @Test
    void aRunIsHeldWhenItsResultsHurt() throws Exception {
        String careful = GOOD.replace(
                "}}", "}, \"rails\": {\"watch_first\": 1, \"stop_average_rows\": 5, \"rate_per_minute\": 60}}");
        JsonNode hunt = JSON.readTree(call("POST", "/api/hunts", careful).body());
        String run = hunt.path("run_id").asText();
        Job job = JobCatalogue.installed().get("current-process");
        producer.send(asset.event(asset.finished(
                        hunt.path("hunt_id").asText(), run, job, 1, 9, 900, new FindingsDigest(), null, 0, 0)))
                .get();
        await().atMost(BOUND).until(() -> runsOf(hunt.path("hunt_id").asText()).stream()
                .anyMatch(r -> "AVERAGE_ROWS".equals(r.getHeldBy())));
        assertThat(call("POST", "/api/runs/" + run + "/lift", "").statusCode()).isEqualTo(202);
        assertThat(call("POST", "/api/runs/" + run + "/lift", "").statusCode()).isEqualTo(422);
    }
}
