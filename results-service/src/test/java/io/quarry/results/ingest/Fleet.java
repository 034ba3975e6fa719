package io.quarry.results.ingest;

import io.quarry.model.Asset;
import io.quarry.model.CommandKind;
import io.quarry.model.HuntCommand;
import io.quarry.model.Outcome;
import io.quarry.model.Platform;
import io.quarry.model.TaskEvent;
import io.quarry.model.TaskEventKind;
import io.quarry.schemas.FindingsDigest;
import io.quarry.schemas.Ids;
import io.quarry.schemas.Job;
import io.quarry.schemas.JobCatalogue;
import io.quarry.schemas.Keys;
import io.quarry.schemas.RecordCodec;
import io.quarry.schemas.RecordSignature;
import io.quarry.schemas.SchemaRegistry;
import io.quarry.schemas.Topics;
import io.quarry.schemas.WireFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Plays scheduler and agents: writes what they write, signed as they sign. */
final class Fleet implements AutoCloseable {
    static final Job JOB = JobCatalogue.installed().get("arp-cache");
    static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    private final KeyPair scheduler = Keys.generate();
    private final String registryUrl;
    private final SchemaRegistry registry;
    private final Producer<byte[], byte[]> producer;

    Fleet(String brokers, String registryUrl, Path trust) throws IOException {
        this.registryUrl = registryUrl;
        this.registry = new SchemaRegistry(registryUrl);
        this.producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        brokers,
                        ProducerConfig.COMPRESSION_TYPE_CONFIG,
                        "lz4", // as agents do
                        ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                        Topics.MAX_RECORD_BYTES),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        Files.writeString(trust, Keys.publicPem(scheduler.getPublic()));
        Topics.all(JobCatalogue.installed()).forEach(t -> registry.register(t.subject(), t.schema()));
    }

    /** An endpoint with keys of its own. */
    static final class Endpoint {
        final KeyPair keys = Keys.generate();
        final byte[] raw = Keys.raw(keys.getPublic());
        final String id = Ids.assetId(raw);
    }

    /** A task that was ordered, and where its command is. */
    record Task(Endpoint endpoint, String runId, String taskId, RecordMetadata command) {}

    Task order(Endpoint endpoint, String runId) {
        HuntCommand command = command(endpoint, runId);
        return new Task(
                endpoint,
                runId,
                command.getTaskId(),
                signed(Topics.HUNT_COMMANDS, endpoint.id, command, scheduler.getPrivate()));
    }

    HuntCommand command(Endpoint endpoint, String runId) {
        return HuntCommand.newBuilder()
                .setKind(CommandKind.RUN)
                .setHuntId(hunt(runId))
                .setRunId(runId)
                .setTaskId(Ids.taskId(runId, endpoint.id))
                .setAssetId(endpoint.id)
                .setJob(JOB.name())
                .setParameters("{}")
                .setIssuedAt(NOW)
                .setExpiresAt(NOW.plus(1, ChronoUnit.HOURS))
                .setMaxRows(1_000_000)
                .setMaxBytes(1L << 30)
                .setMaxCpuPercent(25)
                .setTimeoutMs(60_000)
                .build();
    }

    /** Sends rows from {@code from} on and returns what they add up to. */
    Sent findings(Task task, int attempt, int from, int to, FindingsDigest digest, long bytesBefore) {
        return findings(JOB.finding(), task, attempt, from, to, digest, bytesBefore);
    }

    /** The same by an agent that has another version of the schema. */
    Sent findings(Schema schema, Task task, int attempt, int from, int to, FindingsDigest digest, long bytesBefore) {
        int id = schema.equals(JOB.finding())
                ? schemaId(JOB.topic())
                : new SchemaRegistry(registryUrl)
                        .register(JOB.topic() + "-value", schema); // knows one for each subject
        @Nullable RecordMetadata last = null;
        long bytes = bytesBefore;
        for (int seq = from; seq < to; seq++) {
            byte[] value = FindingBytes.of(id, schema, task, attempt, seq);
            digest.add(value, WireFormat.HEADER, value.length - WireFormat.HEADER);
            bytes += value.length - WireFormat.HEADER;
            Future<RecordMetadata> answer =
                    producer.send(new ProducerRecord<>(JOB.topic(), key(task.endpoint.id), value));
            if (seq == to - 1) {
                last = await(answer);
            }
        }
        return new Sent(to, bytes, digest.value(), last);
    }

    /** What an attempt has sent so far. */
    @SuppressWarnings("ArrayRecordComponent")
    record Sent(
            long rows, long bytes, byte[] digest, @Nullable RecordMetadata last) {}

    TaskEvent event(Task task, TaskEventKind kind, int attempt) {
        return TaskEvent.newBuilder()
                .setKind(kind)
                .setHuntId(hunt(task.runId))
                .setRunId(task.runId)
                .setTaskId(task.taskId)
                .setAssetId(task.endpoint.id)
                .setPublicKey(ByteBuffer.wrap(task.endpoint.raw))
                .setJob(JOB.name())
                .setAttempt(attempt)
                .setAt(NOW)
                .setCommandPartition(task.command.partition())
                .setCommandOffset(task.command.offset())
                .build();
    }

    TaskEvent finished(Task task, int attempt, Sent sent) {
        TaskEvent event = event(task, TaskEventKind.FINISHED, attempt);
        event.setOutcome(Outcome.COMPLETED);
        event.setRows(sent.rows);
        event.setBytes(sent.bytes);
        event.setDigest(ByteBuffer.wrap(sent.digest));
        if (sent.last != null) {
            event.setFindingsPartition(sent.last.partition());
            event.setFindingsLastOffset(sent.last.offset());
        }
        return event;
    }

    void say(Task task, TaskEvent event) {
        signed(Topics.TASK_EVENTS, task.endpoint.id, event, task.endpoint.keys.getPrivate());
    }

    /** Runs a task as an agent does: accepted, started, rows, finished. */
    Task complete(Endpoint endpoint, String runId, int rows) {
        Task task = order(endpoint, runId);
        say(task, event(task, TaskEventKind.ACCEPTED, 0));
        say(task, event(task, TaskEventKind.STARTED, 1));
        say(task, finished(task, 1, findings(task, 1, 0, rows, new FindingsDigest(), 0)));
        return task;
    }

    Asset heartbeat(Endpoint endpoint) {
        return Asset.newBuilder()
                .setAssetId(endpoint.id)
                .setPublicKey(ByteBuffer.wrap(endpoint.raw))
                .setHostname("host-" + endpoint.id.substring(0, 4))
                .setOs(Platform.LINUX)
                .setOsVersion("Debian 12")
                .setArchitecture("amd64")
                .setAgentVersion("1")
                .setLabels(Map.of("site", "berlin"))
                .setJobs(List.of(JOB.name()))
                .setStartedAt(NOW)
                .setSentAt(NOW)
                .setIntervalMs(60_000)
                .build();
    }

    RecordMetadata signed(String topic, String key, SpecificRecord value, PrivateKey signer) {
        byte[] bytes = encode(topic, value);
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, key(key), bytes);
        record.headers()
                .add(RecordSignature.SIGNATURE_HEADER, RecordSignature.sign(signer, topic, key(key), bytes))
                .add(RecordSignature.KEY_ID_HEADER, key(Keys.id(scheduler.getPublic())));
        return send(record);
    }

    RecordMetadata unsigned(String topic, String key, SpecificRecord value) {
        return send(new ProducerRecord<>(topic, key(key), encode(topic, value)));
    }

    RecordMetadata send(ProducerRecord<byte[], byte[]> record) {
        return await(producer.send(record));
    }

    /** The header of a genuine record of the topic, and one byte of it: a string that ends too early. */
    byte[] truncated(String topic) {
        byte[] header = WireFormat.header(schemaId(topic));
        byte[] value = Arrays.copyOf(header, header.length + 1);
        value[header.length] = 100;
        return value;
    }

    private int schemaId(String topic) {
        return registry.lookup(
                topic + "-value",
                Topics.all(JobCatalogue.installed()).stream()
                        .filter(t -> t.name().equals(topic))
                        .findFirst()
                        .orElseThrow()
                        .schema());
    }

    private byte[] encode(String topic, SpecificRecord value) {
        int id = registry.register(topic + "-value", value.getSchema());
        return new RecordCodec<SpecificRecord>(registry, value.getSchema()).encode(id, value);
    }

    private static RecordMetadata await(Future<RecordMetadata> answer) {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static String hunt(String runId) {
        return runId.substring(0, runId.lastIndexOf('-'));
    }

    static byte[] key(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        producer.close();
    }
}
