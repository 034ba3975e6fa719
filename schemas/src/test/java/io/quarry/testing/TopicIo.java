package io.quarry.testing;

import static java.util.Objects.requireNonNull;

import io.quarry.model.Alert;
import io.quarry.model.Asset;
import io.quarry.model.AssetGroup;
import io.quarry.model.AssetLabel;
import io.quarry.model.AuditEvent;
import io.quarry.model.Hunt;
import io.quarry.model.HuntCommand;
import io.quarry.model.HuntDecision;
import io.quarry.model.HuntRequest;
import io.quarry.model.Run;
import io.quarry.model.TaskEvent;
import io.quarry.schemas.JobCatalogue;
import io.quarry.schemas.RecordCodec;
import io.quarry.schemas.SchemaRegistry;
import io.quarry.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Reads and writes Quarry's topics from outside, as any Kafka client would: an oracle that shares no service's code. */
public final class TopicIo {
    private static final Map<String, Schema> CONTROL = Map.ofEntries(
            Map.entry(Topics.HUNT_REQUESTS, HuntRequest.getClassSchema()),
            Map.entry(Topics.HUNT_DECISIONS, HuntDecision.getClassSchema()),
            Map.entry(Topics.HUNTS, Hunt.getClassSchema()),
            Map.entry(Topics.HUNT_RUNS, Run.getClassSchema()),
            Map.entry(Topics.HUNT_COMMANDS, HuntCommand.getClassSchema()),
            Map.entry(Topics.TASK_EVENTS, TaskEvent.getClassSchema()),
            Map.entry(Topics.ASSETS, Asset.getClassSchema()),
            Map.entry(Topics.AUDIT, AuditEvent.getClassSchema()),
            Map.entry(Topics.ALERTS, Alert.getClassSchema()),
            Map.entry(Topics.ASSET_LABELS, AssetLabel.getClassSchema()),
            Map.entry(Topics.ASSET_GROUPS, AssetGroup.getClassSchema()));

    private final String brokers;
    private final SchemaRegistry registry;

    public TopicIo(String brokers, String registryUrl) {
        this.brokers = brokers;
        this.registry = new SchemaRegistry(registryUrl);
    }

    public SchemaRegistry registry() {
        return registry;
    }

    /** Id of this build's schema of the topic's values. */
    public int schemaId(String topic) {
        Topics.Topic described = Topics.all(JobCatalogue.installed()).stream()
                .filter(t -> t.name().equals(topic))
                .findFirst()
                .orElseThrow();
        return registry.lookup(described.subject(), described.schema());
    }

    public <T extends SpecificRecord> byte[] encode(String topic, T value) {
        return codec(topic).encode(schemaId(topic), value);
    }

    @SuppressWarnings("unchecked")
    public <T extends SpecificRecord> RecordCodec<T> codec(String topic) {
        return (RecordCodec<T>) new RecordCodec<>(registry, requireNonNull(CONTROL.get(topic), topic));
    }

    public KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
        Map<String, Object> config = new java.util.HashMap<>(Map.of(
                "bootstrap.servers",
                brokers,
                "acks",
                "all",
                "linger.ms",
                5,
                "batch.size",
                256 * 1024,
                "buffer.memory",
                64L * 1024 * 1024,
                "max.request.size",
                Topics.MAX_RECORD_BYTES));
        config.putAll(more);
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** A consumer of all partitions of a topic from their beginning, read-committed. */
    public KafkaConsumer<byte[], byte[]> consumer(String topic) {
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        brokers,
                        "isolation.level",
                        "read_committed",
                        "enable.auto.commit",
                        false,
                        "auto.offset.reset",
                        "earliest",
                        "max.poll.records",
                        50_000,
                        "fetch.max.bytes",
                        64 * 1024 * 1024,
                        "max.partition.fetch.bytes",
                        Topics.MAX_RECORD_BYTES),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<PartitionInfo> partitions = consumer.partitionsFor(topic);
        List<TopicPartition> all = partitions.stream()
                .map(p -> new TopicPartition(topic, p.partition()))
                .toList();
        consumer.assign(all);
        consumer.seekToBeginning(all);
        return consumer;
    }

    /** Everything that is committed in the topic now. */
    public List<ConsumerRecord<byte[], byte[]>> all(String topic) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(topic)) {
            Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
            return records;
        }
    }

    public <T extends SpecificRecord> List<T> values(String topic) {
        RecordCodec<T> codec = codec(topic);
        return all(topic).stream().map(r -> codec.decode(r.value())).toList();
    }

    /** Reads on until a record passes.
     * @throws IllegalStateException when none came in time */
    public ConsumerRecord<byte[], byte[]> await(
            String topic, Duration within, Predicate<ConsumerRecord<byte[], byte[]>> wanted) {
        long deadline = System.nanoTime() + within.toNanos();
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(topic)) {
            while (System.nanoTime() < deadline) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    if (wanted.test(record)) {
                        return record;
                    }
                }
            }
        }
        throw new IllegalStateException("no such record came to " + topic + " within " + within);
    }
}
