package io.quarry.testing;

import io.quarry.model.Asset;
import io.quarry.model.Envelope;
import io.quarry.model.Outcome;
import io.quarry.model.Platform;
import io.quarry.model.TaskEvent;
import io.quarry.model.TaskEventKind;
import io.quarry.schemas.FindingsDigest;
import io.quarry.schemas.Ids;
import io.quarry.schemas.Job;
import io.quarry.schemas.Keys;
import io.quarry.schemas.RecordSignature;
import io.quarry.schemas.Topics;
import io.quarry.schemas.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** An endpoint as the topics see it: a key pair, signed heartbeats and events, findings that add up. No agent's code. */
public final class FakeAsset {
    private final KeyPair keys = Keys.generate();
    private final byte[] raw = Keys.raw(keys.getPublic());
    private final String id = Ids.assetId(raw);
    private final byte[] key = id.getBytes(StandardCharsets.UTF_8);
    private final TopicIo topics;
    private final String hostname;
    private final Map<String, String> labels;

    public FakeAsset(TopicIo topics, String hostname, Map<String, String> labels) {
        this.topics = topics;
        this.hostname = hostname;
        this.labels = labels;
    }

    public String id() {
        return id;
    }

    public ProducerRecord<byte[], byte[]> heartbeat() {
        Instant now = Instant.now();
        Asset asset = new Asset(
                id,
                ByteBuffer.wrap(raw),
                hostname,
                Platform.LINUX,
                "Debian 12",
                "amd64",
                "0.1.0",
                labels,
                List.of(),
                now,
                now,
                60_000L,
                false);
        return signed(Topics.ASSETS, topics.encode(Topics.ASSETS, asset));
    }

    public ProducerRecord<byte[], byte[]> event(TaskEvent event) {
        return signed(Topics.TASK_EVENTS, topics.encode(Topics.TASK_EVENTS, event));
    }

    /** Any value, signed as this asset. */
    public ProducerRecord<byte[], byte[]> signed(String topic, byte[] value) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, key, value);
        record.headers()
                .add(RecordSignature.SIGNATURE_HEADER, RecordSignature.sign(keys.getPrivate(), topic, key, value));
        record.headers().add(RecordSignature.KEY_ID_HEADER, key);
        return record;
    }

    /** One finding on the wire; the digest takes it in.
     * @param columns record of the job's columns */
    public ProducerRecord<byte[], byte[]> finding(
            Job job, int schemaId, Envelope envelope, IndexedRecord columns, FindingsDigest digest) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        out.writeBytes(WireFormat.header(schemaId));
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        try {
            SpecificData model = envelope.getSpecificData();
            new SpecificDatumWriter<Envelope>(Envelope.getClassSchema(), model).write(envelope, encoder);
            columnsWriter(columns).write(columns, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new IllegalStateException("memory does not fail", e);
        }
        byte[] value = out.toByteArray();
        digest.add(value, WireFormat.HEADER, value.length - WireFormat.HEADER);
        return new ProducerRecord<>(job.topic(), key, value);
    }

    public Envelope envelope(String huntId, String runId, int attempt, long seq) {
        return new Envelope(huntId, runId, Ids.taskId(runId, id), attempt, seq, id, hostname, Instant.now());
    }

    /** The event that ends an attempt.
     * @param last where the last finding was stored; null when there was none */
    public TaskEvent finished(
            String huntId,
            String runId,
            Job job,
            int attempt,
            long rows,
            long bytes,
            FindingsDigest digest,
            @Nullable RecordMetadata last,
            int commandPartition,
            long commandOffset) {
        return TaskEvent.newBuilder()
                .setKind(TaskEventKind.FINISHED)
                .setHuntId(huntId)
                .setRunId(runId)
                .setTaskId(Ids.taskId(runId, id))
                .setAssetId(id)
                .setPublicKey(ByteBuffer.wrap(raw))
                .setJob(job.name())
                .setAttempt(attempt)
                .setAt(Instant.now())
                .setCommandPartition(commandPartition)
                .setCommandOffset(commandOffset)
                .setRows(rows)
                .setBytes(bytes)
                .setOutcome(Outcome.COMPLETED)
                .setDigest(ByteBuffer.wrap(digest.value()))
                .setFindingsPartition(last == null ? null : last.partition())
                .setFindingsLastOffset(last == null ? null : last.offset())
                .build();
    }

    private static GenericDatumWriter<IndexedRecord> columnsWriter(IndexedRecord columns) {
        return columns instanceof SpecificRecord
                ? new SpecificDatumWriter<>(columns.getSchema(), SpecificData.getForSchema(columns.getSchema()))
                : new GenericDatumWriter<>(columns.getSchema());
    }
}
