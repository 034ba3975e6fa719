package io.quarry.results.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarry.model.AssetLabel;
import io.quarry.model.Outcome;
import io.quarry.model.TaskEvent;
import io.quarry.model.TaskEventKind;
import io.quarry.schemas.DeadLetter;
import io.quarry.schemas.FindingsDigest;
import io.quarry.schemas.JobCatalogue;
import io.quarry.schemas.Topics;
import io.quarry.schemas.WireFormat;
import io.quarry.testing.Bus;
import io.quarry.testing.TopicIo;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service against a real broker and a real registry. */
final class IngestIT {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String EVERYTHING = "SELECT (SELECT count(*) FROM findings_arp_cache WHERE true),"
            + " (SELECT count(*) FROM store.findings_arp_cache WHERE true),"
            + " (SELECT count(*) FROM coverage WHERE true), (SELECT count(*) FROM settlements WHERE true),"
            + " (SELECT count(*) FROM dead_letters)";

    private static Path folder;
    private static Path trust;

    private static Bus bus;
    private static Fleet fleet;
    private static Service service;

    @BeforeAll
    static void start(@TempDir Path temporary) throws Exception {
        folder = temporary;
        bus = Bus.start(folder);
        bus.createTopics(JobCatalogue.installed());
        trust = folder.resolve("trust.pem");
        fleet = new Fleet(bus.brokers(), bus.registry(), trust);
        service = new Service(bus.brokers(), bus.registry(), folder.resolve("store"), trust);
    }

    @AfterAll
    static void stop() throws Exception {
        service.close();
        fleet.close();
        bus.close();
    }

    @Test
    void rowsOfAFinishedTaskAreQueryable() {
        Fleet.Endpoint endpoint = new Fleet.Endpoint();
        fleet.signed(Topics.ASSETS, endpoint.id, fleet.heartbeat(endpoint), endpoint.keys.getPrivate());
        Fleet.Task task = fleet.complete(endpoint, "rows-1", 1_000);
        await().atMost(LONG).untilAsserted(() -> assertThat(service.one(
                        "SELECT count(*), sum(seq) FROM findings_arp_cache WHERE task_id = '" + task.taskId() + "'"))
                .isEqualTo("1000|499500"));
        assertThat(service.one("SELECT state, outcome, rows, rows_stored, attempt, hostname IS NOT NULL FROM coverage"
                        + " WHERE run_id = 'rows-1'"))
                .isEqualTo("FINISHED|COMPLETED|1000|1000|1|true");
    }

    @Test
    void garbageIsSetAsideOnEveryTopicAndTheNextRecordWorks() {
        int unknown = 999_999;
        for (String topic : Bindings.topics(JobCatalogue.installed())) {
            fleet.send(new ProducerRecord<>(topic, Fleet.key("k"), Fleet.key("no Avro")));
            fleet.send(new ProducerRecord<>(topic, Fleet.key("k"), WireFormat.header(unknown)));
            fleet.send(new ProducerRecord<>(topic, Fleet.key("k"), fleet.truncated(topic)));
            fleet.send(new ProducerRecord<>(topic, Fleet.key("big"), new byte[5_000_000]));
        }
        Fleet.Task task = fleet.complete(new Fleet.Endpoint(), "garbage-1", 10);
        awaitOutcome(task, "COMPLETED");
        int garbage = 4 * Bindings.topics(JobCatalogue.installed()).size();
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(service.one("SELECT count(*) FROM dead_letters WHERE reason IN"
                                + " ('NOT_AVRO', 'UNKNOWN_SCHEMA', 'TRUNCATED_OR_CORRUPT', 'WRONG_SCHEMA')"))
                        .isEqualTo(String.valueOf(garbage)));
        TopicIo io = new TopicIo(bus.brokers(), bus.registry());
        for (String topic : Bindings.topics(JobCatalogue.installed())) {
            var letters = io.all(Topics.dlq(topic));
            assertThat(letters).hasSizeGreaterThanOrEqualTo(4);
            assertThat(letters).anySatisfy(letter -> assertThat(letter.value()).hasSize(5_000_000));
            assertThat(letters).allSatisfy(letter -> {
                assertThat(letter.headers().lastHeader(DeadLetter.REASON)).isNotNull();
                assertThat(new String(
                                letter.headers().lastHeader(DeadLetter.TOPIC).value(), StandardCharsets.UTF_8))
                        .isEqualTo(topic);
            });
        }
    }

    @Test
    void nobodySpeaksForAnother() {
        Fleet.Endpoint real = new Fleet.Endpoint();
        Fleet.Endpoint other = new Fleet.Endpoint();
        fleet.signed(Topics.ASSETS, real.id, fleet.heartbeat(real), other.keys.getPrivate());
        fleet.signed(Topics.ASSETS, other.id, fleet.heartbeat(real), real.keys.getPrivate());
        fleet.unsigned(Topics.HUNT_COMMANDS, real.id, fleet.command(real, "forged-1"));
        fleet.signed(Topics.HUNT_COMMANDS, real.id, fleet.command(real, "forged-2"), other.keys.getPrivate());
        Fleet.Task task = fleet.order(real, "forged-3");
        TaskEvent end = fleet.finished(task, 1, fleet.findings(task, 1, 0, 5, new FindingsDigest(), 0));
        fleet.signed(Topics.TASK_EVENTS, real.id, end, other.keys.getPrivate());
        fleet.complete(other, "forged-4", 5);
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(service.rows("SELECT topic, reason, count(*) FROM dead_letters WHERE"
                                + " reason IN ('BAD_SIGNATURE', 'WRONG_KEY') GROUP BY ALL ORDER BY ALL"))
                        .containsExactly(
                                "assets|BAD_SIGNATURE|1",
                                "assets|WRONG_KEY|1",
                                "hunt.commands|BAD_SIGNATURE|2",
                                "task.events|BAD_SIGNATURE|1"));
        assertThat(service.one("SELECT count(*) FROM coverage WHERE run_id IN ('forged-1', 'forged-2')"))
                .isEqualTo("0");
        fleet.say(task, end);
        awaitOutcome(task, "COMPLETED");
    }

    @Test
    void aForgedCopyOfACommandCannotEndTheTask() {
        Fleet.Task task = fleet.order(new Fleet.Endpoint(), "copy-1");
        TaskEvent refused = fleet.event(task, TaskEventKind.FINISHED, 0);
        refused.setOutcome(Outcome.REJECTED);
        refused.setReason("BAD_SIGNATURE");
        var copy = fleet.unsigned(Topics.HUNT_COMMANDS, task.endpoint().id, fleet.command(task.endpoint(), "copy-1"));
        refused.setCommandPartition(copy.partition());
        refused.setCommandOffset(copy.offset());
        fleet.say(task, refused);
        await().atMost(LONG).untilAsserted(() -> assertThat(
                        service.rows("SELECT reason, outcome FROM rejections WHERE run_id = 'copy-1'"))
                .containsExactly("BAD_SIGNATURE|REJECTED"));
        assertThat(service.one("SELECT outcome FROM coverage WHERE run_id = 'copy-1'"))
                .isEqualTo("null");
        fleet.say(task, fleet.finished(task, 1, fleet.findings(task, 1, 0, 3, new FindingsDigest(), 0)));
        awaitOutcome(task, "COMPLETED");
    }

    @Test
    void rowsThatAreMissingMakeATaskIncompleteAndShowNowhere() {
        Fleet.Task task = fleet.order(new Fleet.Endpoint(), "gap-1");
        FindingsDigest digest = new FindingsDigest();
        fleet.findings(task, 1, 0, 5, digest, 0);
        Fleet.Sent sent = fleet.findings(task, 1, 6, 10, digest, 0);
        fleet.say(task, fleet.finished(task, 1, sent));
        awaitOutcome(task, "INCOMPLETE");
        assertThat(service.one("SELECT count(*) FROM findings_arp_cache WHERE run_id = 'gap-1'"))
                .isEqualTo("0");
        assertThat(service.one("SELECT rows, rows_stored FROM coverage WHERE run_id = 'gap-1'"))
                .isEqualTo("10|9");
    }

    @Test
    void repeatedRowsAndAnOlderAttemptAreNotCounted() {
        Fleet.Task task = fleet.order(new Fleet.Endpoint(), "twice-1");
        fleet.findings(task, 1, 0, 7, new FindingsDigest(), 0); // and then the agent crashed
        Fleet.Sent sent = fleet.findings(task, 2, 0, 20, new FindingsDigest(), 0);
        fleet.findings(task, 2, 5, 20, new FindingsDigest(), 0); // a replay
        TaskEvent end = fleet.finished(task, 2, sent);
        fleet.say(task, end);
        fleet.say(task, end);
        awaitOutcome(task, "COMPLETED");
        assertThat(service.one("SELECT count(*), count(DISTINCT seq), min(attempt) FROM findings_arp_cache WHERE"
                        + " run_id = 'twice-1'"))
                .isEqualTo("20|20|2");
        assertThat(service.one("SELECT count(*) FROM settlements WHERE run_id = 'twice-1'"))
                .isEqualTo("1");
    }

    @Test
    void aRestartWithoutKafkasOffsetsDoublesNothing() throws Exception {
        Fleet.Task task = fleet.complete(new Fleet.Endpoint(), "restart-1", 500);
        awaitOutcome(task, "COMPLETED");
        String before = service.one(EVERYTHING);
        service.close();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bus.brokers()))) {
            admin.deleteConsumerGroups(List.of(Bindings.GROUP + "-findings", Bindings.GROUP + "-control"))
                    .all()
                    .get();
        }
        service = new Service(bus.brokers(), bus.registry(), folder.resolve("store"), trust);
        Fleet.Task next = fleet.complete(new Fleet.Endpoint(), "restart-2", 3);
        awaitOutcome(next, "COMPLETED");
        assertThat(service.one(EVERYTHING.replace("true", "run_id <> 'restart-2'")))
                .isEqualTo(before);
    }

    @Test
    void aLabelThatIsGivenIsShownUntilItIsRemoved() {
        Fleet.Endpoint endpoint = new Fleet.Endpoint();
        fleet.signed(Topics.ASSETS, endpoint.id, fleet.heartbeat(endpoint), endpoint.keys.getPrivate());
        byte[] key = Fleet.key(endpoint.id + "/role");
        AssetLabel label = new AssetLabel(endpoint.id, "role", "web", "hunter", Instant.now());
        byte[] value = new TopicIo(bus.brokers(), bus.registry()).encode(Topics.ASSET_LABELS, label);
        fleet.send(new ProducerRecord<>(Topics.ASSET_LABELS, key, value));
        String role = "SELECT given_labels['role'] FROM assets WHERE asset_id = '" + endpoint.id + "'";
        await().atMost(LONG).untilAsserted(() -> assertThat(service.one(role)).isEqualTo("web"));
        fleet.send(new ProducerRecord<>(Topics.ASSET_LABELS, key, null));
        await().atMost(LONG).untilAsserted(() -> assertThat(service.one(role)).isEqualTo("null"));
    }

    @Test
    void everyQueryIsAnAuditEvent() throws Exception {
        assertThat(service.query("{\"sql\": \"SELECT 'who asked' AS marker\"}")).isEqualTo(200);
        await().atMost(LONG).untilAsserted(() -> assertThat(
                        service.rows("SELECT actor, object, detail FROM audit_events WHERE action = 'sql.query'"))
                .containsExactly("administrator|/api/sql|SELECT 'who asked' AS marker"));
    }

    @Test
    void noReaderSeesRowsAndOffsetsDisagree() {
        Fleet.Task task = fleet.order(new Fleet.Endpoint(), "reader-1");
        String difference = "SELECT (SELECT sum(next_offset) FROM store.offsets WHERE topic = 'findings.arp-cache')"
                + " - (SELECT count(*) FROM store.findings_arp_cache)";
        fleet.findings(task, 1, 0, 1, new FindingsDigest(), 0);
        await().atMost(LONG)
                .until(() -> service.one("SELECT count(*) FROM store.findings_arp_cache WHERE run_id = 'reader-1'")
                        .equals("1"));
        String constant = service.one(difference);
        CompletableFuture<Void> sending =
                CompletableFuture.runAsync(() -> fleet.findings(task, 1, 1, 40_000, new FindingsDigest(), 0));
        int reads = 0;
        while (!service.one("SELECT count(*) FROM store.findings_arp_cache WHERE run_id = 'reader-1'")
                .equals("40000")) {
            assertThat(service.one(difference)).isEqualTo(constant);
            reads++;
        }
        sending.join();
        assertThat(reads).isGreaterThan(3);
    }

    private static void awaitOutcome(Fleet.Task task, String outcome) {
        await().atMost(LONG).untilAsserted(() -> assertThat(
                        service.one("SELECT outcome FROM coverage WHERE task_id = '" + task.taskId() + "'"))
                .isEqualTo(outcome));
    }
}
