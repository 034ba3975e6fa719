package io.quarry.scheduler.api;

import io.quarry.model.Run;
import io.quarry.scheduler.topology.Cluster;
import io.quarry.scheduler.topology.TopicFormat;
import io.quarry.schemas.MalformedRecordException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Any run there ever was, from the topic: the scheduler itself keeps only those that are open. Reads the one partition that
 * holds the hunt's runs, which is compacted.
 */
public final class RunArchive {
    private static final Logger LOG = LoggerFactory.getLogger(RunArchive.class);
    private static final Duration POLL = Duration.ofMillis(500);

    private final Cluster cluster;
    private final TopicFormat<Run> format;

    public RunArchive(Cluster cluster, TopicFormat<Run> format) {
        this.cluster = cluster;
        this.format = format;
    }

    /** @param huntId whose run it is */
    Optional<Run> find(String huntId, String runId) {
        byte[] key = runId.getBytes(StandardCharsets.UTF_8);
        byte[] latest = null;
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                cluster.client(Map.of(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed")),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            int partitions = consumer.partitionsFor(format.topic()).size();
            TopicPartition partition = new TopicPartition(format.topic(), partition(huntId, partitions));
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    latest = Arrays.equals(key, record.key()) ? record.value() : latest;
                }
            }
        }
        return latest == null ? Optional.empty() : decode(runId, latest);
    }

    private Optional<Run> decode(String runId, byte[] value) {
        try {
            return Optional.of(format.decode(value));
        } catch (MalformedRecordException e) { // the results service sets it aside
            LOG.warn("Run {} can't be read: {}", runId, e.reason());
            return Optional.empty();
        }
    }

    /** Kafka's default spread over the hunt's id: see decision 001. */
    private static int partition(String huntId, int partitions) {
        return Utils.toPositive(Utils.murmur2(huntId.getBytes(StandardCharsets.UTF_8))) % partitions;
    }
}
