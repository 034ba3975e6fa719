package io.quarry.agent;

import io.quarry.model.CommandKind;
import io.quarry.model.HuntCommand;
import io.quarry.model.TaskEvent;
import io.quarry.model.TaskEventKind;
import io.quarry.schemas.Ids;
import io.quarry.schemas.Keys;
import io.quarry.schemas.RecordSignature;
import io.quarry.schemas.Topics;
import io.quarry.testing.TopicIo;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** The scheduler's side as an asset sees it: signed commands, and the asset's events. */
final class Commander implements AutoCloseable {
    static final Duration SOON = Duration.ofSeconds(20);

    private final KeyPair keys;
    private final TopicIo topics;
    private final KafkaProducer<byte[], byte[]> producer;

    Commander(KeyPair keys, TopicIo topics) {
        this.keys = keys;
        this.topics = topics;
        this.producer = topics.producer(Map.of());
    }

    /** A command with generous limits. */
    static HuntCommand.Builder command(CommandKind kind, String assetId, String runId, String parameters) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        return HuntCommand.newBuilder()
                .setKind(kind)
                .setHuntId("hunt")
                .setRunId(runId)
                .setTaskId(Ids.taskId(runId, assetId))
                .setAssetId(assetId)
                .setJob("current-process")
                .setParameters(parameters)
                .setIssuedAt(now)
                .setExpiresAt(now.plus(Duration.ofHours(1)))
                .setMaxRows(1_000_000)
                .setMaxBytes(1L << 30)
                .setMaxCpuPercent(100)
                .setTimeoutMs(60_000);
    }

    ProducerRecord<byte[], byte[]> signed(HuntCommand command) {
        return signed(command, keys, Keys.id(keys.getPublic()));
    }

    ProducerRecord<byte[], byte[]> signed(HuntCommand command, KeyPair by, String keyId) {
        ProducerRecord<byte[], byte[]> record = unsigned(command);
        addSignature(record, by, keyId);
        return record;
    }

    /** Genuine in every way, but what is inside is for another asset than the key says. */
    ProducerRecord<byte[], byte[]> misaddressed(HuntCommand command) {
        byte[] key = command.getAssetId().getBytes(StandardCharsets.UTF_8);
        byte[] value = topics.encode(
                Topics.HUNT_COMMANDS,
                HuntCommand.newBuilder(command).setAssetId("another").build());
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(Topics.HUNT_COMMANDS, key, value);
        addSignature(record, keys, Keys.id(keys.getPublic()));
        return record;
    }

    private static void addSignature(ProducerRecord<byte[], byte[]> record, KeyPair by, String keyId) {
        record.headers()
                .add(
                        RecordSignature.SIGNATURE_HEADER,
                        RecordSignature.sign(by.getPrivate(), record.topic(), record.key(), record.value()))
                .add(RecordSignature.KEY_ID_HEADER, keyId.getBytes(StandardCharsets.UTF_8));
    }

    ProducerRecord<byte[], byte[]> unsigned(HuntCommand command) {
        byte[] key = command.getAssetId().getBytes(StandardCharsets.UTF_8);
        return new ProducerRecord<>(Topics.HUNT_COMMANDS, key, topics.encode(Topics.HUNT_COMMANDS, command));
    }

    RecordMetadata send(ProducerRecord<byte[], byte[]> record) throws ExecutionException, InterruptedException {
        return producer.send(record).get();
    }

    RecordMetadata run(String assetId, String runId, String parameters)
            throws ExecutionException, InterruptedException {
        return send(signed(command(CommandKind.RUN, assetId, runId, parameters).build()));
    }

    RecordMetadata cancel(String assetId, String runId) throws ExecutionException, InterruptedException {
        return send(signed(command(CommandKind.CANCEL, assetId, runId, "{}").build()));
    }

    /** The event that ends the task of a command. */
    TaskEvent finished(RecordMetadata command) {
        return event(e -> e.getKind() == TaskEventKind.FINISHED
                && e.getCommandPartition() == command.partition()
                && e.getCommandOffset() == command.offset());
    }

    TaskEvent event(Predicate<TaskEvent> wanted) {
        return topics.<TaskEvent>codec(Topics.TASK_EVENTS)
                .decode(topics.await(
                                Topics.TASK_EVENTS,
                                SOON,
                                r -> wanted.test(topics.<TaskEvent>codec(Topics.TASK_EVENTS)
                                        .decode(r.value())))
                        .value());
    }

    @Override
    public void close() {
        producer.close();
    }
}
