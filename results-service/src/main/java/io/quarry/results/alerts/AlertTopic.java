package io.quarry.results.alerts;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quarry.model.Alert;
import io.quarry.results.ResultsSettings;
import io.quarry.results.store.Store;
import io.quarry.results.store.StoreException;
import io.quarry.schemas.RecordCodec;
import io.quarry.schemas.SchemaRegistry;
import io.quarry.schemas.Topics;
import jakarta.annotation.PreDestroy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Brings alerts to the topic {@code alerts}. Whoever died between sending one and noting that it was sent left it there:
 * so before the first one is sent, those that are waiting are looked for in the topic.
 */
@Component
final class AlertTopic {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration BLOCK = Duration.ofSeconds(5);
    private static final int DELIVERY_MS = 30_000;
    /** By which clocks may have been set back. */
    private static final Duration CLOCKS = Duration.ofDays(1);

    private static final TopicPartition PARTITION = new TopicPartition(Topics.ALERTS, 0);

    private final Store store;
    private final SchemaRegistry registry;
    private final ResultsSettings settings;
    private @Nullable Producer<byte[], byte[]> producer;
    private boolean looked;

    AlertTopic(Store store, SchemaRegistry registry, ResultsSettings settings) {
        this.store = store;
        this.registry = registry;
        this.settings = settings;
    }

    /** Sends what waits, the oldest first. */
    void round() {
        List<Alert> waiting = waiting();
        if (waiting.isEmpty()) {
            return;
        }
        Set<String> there = looked
                ? Set.of()
                : there(waiting.get(0).getRaisedAt().minus(CLOCKS).toEpochMilli());
        looked = true;
        RecordCodec<Alert> codec = new RecordCodec<>(registry, Alert.getClassSchema());
        int schema = registry.register(Topics.ALERTS + "-value", Alert.getClassSchema());
        for (Alert alert : waiting) {
            if (!there.contains(alert.getAlertId())) {
                send(alert, codec.encode(schema, alert));
            }
            published(alert.getAlertId());
        }
    }

    private void send(Alert alert, byte[] value) {
        try {
            producer()
                    .send(new ProducerRecord<>(
                            Topics.ALERTS, 0, alert.getAlertId().getBytes(UTF_8), value))
                    .get();
        } catch (InterruptedException e) {
            looked = false; // it may have gone out
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while an alert was sent", e);
        } catch (ExecutionException e) {
            looked = false;
            throw new IllegalStateException("the broker did not take alert " + alert.getAlertId(), e.getCause());
        }
    }

    /** Ids of the alerts in the topic, from a time on. */
    private Set<String> there(long since) {
        Set<String> ids = new HashSet<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                settings.client(Map.of("client.id", "quarry-results-alerts-there", "enable.auto.commit", false)),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(PARTITION));
            var from = consumer.offsetsForTimes(Map.of(PARTITION, since)).get(PARTITION);
            long end = consumer.endOffsets(List.of(PARTITION)).getOrDefault(PARTITION, 0L);
            consumer.seek(PARTITION, from == null ? end : from.offset());
            while (consumer.position(PARTITION) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    ids.add(record.key() == null ? "" : new String(record.key(), UTF_8));
                }
            }
        }
        return ids;
    }

    private List<Alert> waiting() {
        String sql = "SELECT alert_id, rule, kind, run_id, hunt_id, job, raised_at, matches, sample::VARCHAR, targeted,"
                + " outcomes::VARCHAR, problem FROM store.alerts WHERE published_at IS NULL ORDER BY raised_at, alert_id";
        try (Connection connection = store.reader();
                PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            List<Alert> waiting = new ArrayList<>();
            while (rows.next()) {
                waiting.add(alert(rows));
            }
            return waiting;
        } catch (SQLException e) {
            throw new StoreException("the store does not say which alerts wait", e);
        }
    }

    private static Alert alert(ResultSet row) throws SQLException {
        List<String> sample = new ArrayList<>();
        JSON.readTree(row.getString(9)).forEach(item -> sample.add(item.toString()));
        Map<String, Long> outcomes = new HashMap<>();
        for (Map.Entry<String, JsonNode> outcome :
                JSON.readTree(row.getString(11)).properties()) {
            outcomes.put(outcome.getKey(), outcome.getValue().asLong());
        }
        return Alert.newBuilder()
                .setAlertId(row.getString(1))
                .setRule(row.getString(2))
                .setKind(row.getString(3))
                .setRunId(row.getString(4))
                .setHuntId(row.getString(5))
                .setJob(row.getString(6))
                .setRaisedAt(row.getObject(7, OffsetDateTime.class).toInstant())
                .setMatches(row.getLong(8))
                .setSample(sample)
                .setTargeted(row.getLong(10))
                .setOutcomes(outcomes)
                .setProblem(row.getString(12))
                .build();
    }

    private void published(String alert) {
        store.writeBeside(connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement("UPDATE store.alerts SET published_at = now() WHERE alert_id = ?")) {
                statement.setString(1, alert);
                statement.execute();
            }
        });
    }

    private Producer<byte[], byte[]> producer() {
        Producer<byte[], byte[]> open = producer;
        if (open == null) {
            open = new KafkaProducer<>(
                    settings.client(Map.of(
                            "client.id",
                            "quarry-results-alerts",
                            "acks",
                            "all",
                            "buffer.memory",
                            4L * 1024 * 1024,
                            "max.request.size",
                            Topics.MAX_RECORD_BYTES,
                            "request.timeout.ms",
                            DELIVERY_MS / 2,
                            "delivery.timeout.ms",
                            DELIVERY_MS,
                            "max.block.ms",
                            (int) BLOCK.toMillis())),
                    new ByteArraySerializer(),
                    new ByteArraySerializer());
            producer = open;
        }
        return open;
    }

    @PreDestroy
    void close() {
        if (producer != null) {
            producer.close(BLOCK);
        }
    }
}
