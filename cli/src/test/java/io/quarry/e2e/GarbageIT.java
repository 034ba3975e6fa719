package io.quarry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarry.e2e.StackUnderTest.Part;
import io.quarry.model.TaskEvent;
import io.quarry.schemas.Ids;
import io.quarry.schemas.JobCatalogue;
import io.quarry.schemas.Topics;
import io.quarry.testing.FakeAsset;
import io.quarry.testing.TopicIo;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Garbage on every topic is set aside with reason and position, forged commands run nothing, and the stream goes on. */
final class GarbageIT {
    private static final String NOBODY = "nobody";

    private static @TempDir Path folder;
    private static StackUnderTest stack;
    private static TopicIo topics;
    private static DeadLetters letters;

    @BeforeAll
    static void start() throws Exception {
        stack = StackUnderTest.start(folder.resolve("data"), "--agents", "1");
        topics = stack.topics();
        letters = new DeadLetters(topics);
        StackUnderTest.await(
                StackUnderTest.SOON, "the agent to enrol", () -> stack.count("SELECT count(*) FROM assets") == 1);
    }

    @AfterAll
    static void stop() throws Exception {
        stack.close();
    }

    @Test
    void everyTopicSetsGarbageAsideAndGoesOn() throws Exception {
        List<Topics.Topic> read = Topics.all(JobCatalogue.installed()).stream()
                .filter(t -> !t.name().equals(Topics.ALERTS)) // no service takes it in
                .toList();
        for (Topics.Topic topic : read) {
            Set<String> sent = new HashSet<>();
            try (KafkaProducer<byte[], byte[]> producer = topics.producer(Map.of())) {
                for (ProducerRecord<byte[], byte[]> record :
                        Garbage.of(topic.name(), topics.schemaId(topic.name()), NOBODY)) {
                    RecordMetadata at = producer.send(record).get();
                    sent.add(at.partition() + "/" + at.offset());
                }
            }
            StackUnderTest.await(
                    StackUnderTest.SOON, "dead letters of " + topic.name(), () -> letters.positions(topic.dlq())
                            .containsAll(sent));
            assertThat(letters.positions(topic.dlq(), NOBODY)).as(topic.dlq()).isEqualTo(sent);
        }
        huntCompletes("after the garbage");
    }

    @Test
    void aFindingUnderSomebodyElsesKeyIsSetAside() throws Exception {
        try (Fleet fleet = new Fleet(stack, 1, Map.of("side", "wrong-key"));
                KafkaProducer<byte[], byte[]> producer = topics.producer(Map.of())) {
            FakeAsset asset = fleet.assets().get(0);
            var finding = asset.finding(
                    Fleet.JOB,
                    topics.schemaId(Fleet.JOB.topic()),
                    asset.envelope("h", "h-1", 1, 0),
                    Fleet.process(1),
                    new io.quarry.schemas.FindingsDigest());
            RecordMetadata at = producer.send(new ProducerRecord<>(
                            finding.topic(), "somebody-else".getBytes(StandardCharsets.UTF_8), finding.value()))
                    .get();
            StackUnderTest.await(
                    StackUnderTest.SOON, "the dead letter", () -> letters.positions(Topics.dlq(finding.topic()))
                            .contains(at.partition() + "/" + at.offset()));
        }
    }

    @Test
    void anAssetCannotSpeakForAnother() throws Exception {
        try (Fleet fleet = new Fleet(stack, 2, Map.of("side", "forgery"));
                KafkaProducer<byte[], byte[]> producer = topics.producer(Map.of())) {
            StackUnderTest.await(StackUnderTest.SOON, "both to be known", () -> matching("forgery") == 2);
            JsonNode hunt = hunt("forgery", "{\"labels\":{\"side\":\"forgery\"}}");
            String run = hunt.path("run_id").asText();
            FakeAsset victim = fleet.assets().get(0);
            FakeAsset liar = fleet.assets().get(1);
            var command = fleet.command(victim, run);
            TaskEvent lie = victim.finished(
                    hunt.path("hunt_id").asText(),
                    run,
                    Fleet.JOB,
                    1,
                    0,
                    0,
                    new io.quarry.schemas.FindingsDigest(),
                    null,
                    command.partition(),
                    command.offset());
            var forged = new ProducerRecord<>(
                    Topics.TASK_EVENTS,
                    null,
                    victim.id().getBytes(StandardCharsets.UTF_8),
                    liar.event(lie).value(),
                    liar.event(lie).headers());
            RecordMetadata at = producer.send(forged).get();
            StackUnderTest.await(StackUnderTest.SOON, "the lie to be set aside", () -> letters.positions(
                            Topics.dlq(Topics.TASK_EVENTS))
                    .contains(at.partition() + "/" + at.offset()));
            assertThat(stack.count("SELECT count(*) FROM coverage WHERE run_id='" + run + "' AND outcome IS NOT NULL"))
                    .isZero();
            fleet.answer(victim, hunt.path("hunt_id").asText(), run, 3);
            StackUnderTest.await(
                    StackUnderTest.SOON,
                    "the truth",
                    () -> stack.count("SELECT count(*) FROM coverage WHERE run_id='" + run
                                    + "' AND outcome='COMPLETED' AND rows=3")
                            == 1);
        }
    }

    @Test
    void forgedCommandsRunNothing() throws Exception {
        String agent = agent();
        JsonNode hunt = hunt("real", "{\"assets\":[\"" + agent + "\"]}");
        String run = hunt.path("run_id").asText();
        StackUnderTest.await(StackUnderTest.SOON, "the real one to be done", () -> stack.get("/api/runs/" + run)
                .path("done")
                .asBoolean());
        ConsumerRecord<byte[], byte[]> real = topics.await(
                Topics.HUNT_COMMANDS, StackUnderTest.SOON, r -> new String(r.value(), StandardCharsets.ISO_8859_1)
                        .contains(run));
        long rows = stack.count("SELECT count(*) FROM findings_current_process WHERE run_id='" + run + "'");
        FakeAsset stranger = new FakeAsset(topics, "stranger", Map.of());
        List<ProducerRecord<byte[], byte[]>> forgeries = List.of(
                new ProducerRecord<>(Topics.HUNT_COMMANDS, real.partition(), real.key(), real.value()), // unsigned
                new ProducerRecord<>(
                        Topics.HUNT_COMMANDS,
                        real.partition(),
                        real.key(),
                        real.value(),
                        stranger.signed(Topics.HUNT_COMMANDS, real.value()).headers()),
                new ProducerRecord<>(
                        Topics.HUNT_COMMANDS, real.partition(), real.key(), changed(real.value()), real.headers()),
                new ProducerRecord<>(
                        Topics.HUNT_COMMANDS, real.partition(), real.key(), real.value(), real.headers())); // replayed
        Set<Long> offsets = new HashSet<>();
        try (KafkaProducer<byte[], byte[]> producer = topics.producer(Map.of())) {
            for (var forgery : forgeries) {
                offsets.add(producer.send(forgery).get().offset());
            }
        }
        StackUnderTest.await(StackUnderTest.SOON, "each to be rejected", () -> rejectedOffsets(agent)
                .containsAll(offsets));
        assertThat(reasons(agent, offsets)).contains("UNSIGNED", "REPLAYED").doesNotContain("");
        assertThat(stack.count("SELECT count(*) FROM findings_current_process WHERE run_id='" + run + "'"))
                .isEqualTo(rows);
        assertThat(stack.count("SELECT count(*) FROM coverage WHERE run_id='" + run + "' AND outcome='REJECTED'"))
                .isZero();
        assertThat(stack.find(Part.AGENT)).isPresent();
    }

    /** Another task id in the same signed record. */
    private static byte[] changed(byte[] value) {
        byte[] copy = value.clone();
        String text = new String(value, StandardCharsets.ISO_8859_1);
        int job = text.indexOf("current-process");
        copy[job - 40] ^= 1;
        return copy;
    }

    private static Set<Long> rejectedOffsets(String agent) {
        Set<Long> offsets = new HashSet<>();
        rejections(agent).forEach(e -> offsets.add(e.getCommandOffset()));
        return offsets;
    }

    private static List<String> reasons(String agent, Set<Long> offsets) {
        return rejections(agent).stream()
                .filter(e -> offsets.contains(e.getCommandOffset()))
                .map(e -> String.valueOf(e.getReason()))
                .toList();
    }

    private static List<TaskEvent> rejections(String agent) {
        List<TaskEvent> events = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : topics.all(Topics.TASK_EVENTS)) {
            if (record.key() != null && new String(record.key(), StandardCharsets.UTF_8).equals(agent)) {
                TaskEvent event = topics.<TaskEvent>codec(Topics.TASK_EVENTS).decode(record.value());
                if ("REJECTED".equals(String.valueOf(event.getOutcome()))) {
                    events.add(event);
                }
            }
        }
        return events;
    }

    private static String agent() {
        return stack.post("/api/sql", "{\"sql\":\"SELECT asset_id FROM assets WHERE hostname NOT LIKE 'played%'\"}")
                .path("rows")
                .path(0)
                .path(0)
                .asText();
    }

    private static void huntCompletes(String name) {
        String agent = agent();
        String run =
                hunt(name, "{\"assets\":[\"" + agent + "\"]}").path("run_id").asText();
        StackUnderTest.await(
                StackUnderTest.SOON,
                "the next good hunt",
                () -> stack.count("SELECT count(*) FROM findings_current_process WHERE run_id='" + run + "'") > 0);
        assertThat(Ids.taskId(run, agent)).hasSize(32);
    }

    private static JsonNode hunt(String name, String targets) {
        return stack.post(
                "/api/hunts", "{\"name\":\"" + name + "\",\"job\":\"current-process\",\"targets\":" + targets + "}");
    }

    private static int matching(String side) {
        return stack.post(
                        "/api/hunts/preview",
                        "{\"name\":\"x\",\"job\":\"current-process\",\"targets\":{\"labels\":{\"side\":\"" + side
                                + "\"}}}")
                .path("matching")
                .asInt();
    }
}
