package io.quarry.scheduler.api;

import io.quarry.model.AssetGroup;
import io.quarry.model.AssetLabel;
import io.quarry.model.AuditEvent;
import io.quarry.scheduler.topology.AssetMarks;
import io.quarry.scheduler.topology.Cluster;
import io.quarry.scheduler.topology.ControlFormats;
import io.quarry.scheduler.topology.TopicFormat;
import io.quarry.schemas.AvroJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Writes labels and groups, each change in one transaction with its audit event, and waits until it is seen. */
public final class MarkWriter implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /**
     * One record that changes.
     *
     * @param key of the record
     * @param before null: there was none
     * @param after null: it is removed
     */
    record Change<T extends SpecificRecord>(
            String key, @Nullable T before, @Nullable T after) {}

    /**
     * Who does what.
     *
     * @param actor who
     * @param action as the audit topic names it
     * @param object on what
     */
    record Deed(String actor, String action, String object) {}

    private final Map<String, Object> config;
    private final ControlFormats formats;
    private final AssetMarks marks;
    private @Nullable KafkaProducer<byte[], byte[]> producer;

    public MarkWriter(Cluster cluster, String instance, ControlFormats formats, AssetMarks marks) {
        this.formats = formats;
        this.marks = marks;
        this.config = cluster.client(Map.of(
                ProducerConfig.CLIENT_ID_CONFIG,
                "marks",
                // not of those of the schedulers' group, which their successors fence
                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                "quarry-marks-" + instance,
                ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                (int) PATIENCE.toMillis(),
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                PATIENCE.toMillis()));
    }

    void labels(Deed deed, List<Change<AssetLabel>> changes) throws InterruptedException {
        write(deed, formats.labels(), changes);
    }

    void group(Deed deed, Change<AssetGroup> change) throws InterruptedException {
        write(deed, formats.groups(), List.of(change));
    }

    /** @throws KafkaException when it could not be written: nothing has changed then */
    private synchronized <T extends SpecificRecord> void write(
            Deed deed, TopicFormat<T> format, List<Change<T>> changes) throws InterruptedException {
        if (changes.isEmpty()) {
            return;
        }
        long offset;
        try {
            offset = commit(deed, format, changes);
        } catch (KafkaException e) {
            close(); // the next one begins anew
            throw e;
        }
        if (!marks.await(format.topic(), offset, PATIENCE)) {
            throw new KafkaException("it was written and is not seen yet");
        }
    }

    private <T extends SpecificRecord> long commit(Deed deed, TopicFormat<T> format, List<Change<T>> changes)
            throws InterruptedException {
        KafkaProducer<byte[], byte[]> open = producer();
        open.beginTransaction();
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (Change<T> change : changes) {
            T after = change.after();
            byte[] value = after == null ? null : format.encode(after);
            sent.add(open.send(new ProducerRecord<>(format.topic(), bytes(change.key()), value)));
            AuditEvent event = audit(deed, change);
            open.send(new ProducerRecord<>(
                    formats.audit().topic(),
                    bytes(deed.actor()),
                    formats.audit().encode(event)));
        }
        open.commitTransaction();
        try {
            return sent.get(sent.size() - 1).get().offset();
        } catch (ExecutionException e) {
            throw new KafkaException("it could not be written", e.getCause());
        }
    }

    private static AuditEvent audit(Deed deed, Change<?> change) {
        return AuditEvent.newBuilder()
                .setEventId(UUID.randomUUID().toString())
                .setAt(java.time.Instant.now())
                .setActor(deed.actor())
                .setAction(deed.action())
                .setObject(deed.object())
                .setAccepted(true)
                .setBefore(json(change.before()))
                .setAfter(json(change.after()))
                .build();
    }

    private KafkaProducer<byte[], byte[]> producer() {
        KafkaProducer<byte[], byte[]> open = producer;
        if (open == null) {
            open = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
            producer = open;
            open.initTransactions();
        }
        return open;
    }

    private static @Nullable String json(@Nullable SpecificRecord record) {
        return record == null ? null : AvroJson.tree(record).toString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public synchronized void close() {
        KafkaProducer<byte[], byte[]> open = producer;
        producer = null;
        if (open != null) {
            open.close(Duration.ofSeconds(2));
        }
    }
}
