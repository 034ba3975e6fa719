package io.quarry.results.audit;

import io.quarry.model.AuditEvent;
import io.quarry.results.ResultsSettings;
import io.quarry.schemas.RecordCodec;
import io.quarry.schemas.SchemaRegistry;
import io.quarry.schemas.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends what the journal has to the topic {@code audit}, as soon as a broker takes it. After a crash a line may be sent
 * again; it has the same event id then, by which readers tell.
 */
@Component
final class AuditShipping implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(AuditShipping.class);
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final long PAUSE_MS = 500;
    private static final int BLOCK_MS = 5_000;
    private static final int DELIVERY_MS = 30_000;

    private final AuditJournal journal;
    private final SchemaRegistry registry;
    private final String brokers;
    private @Nullable ScheduledExecutorService thread;
    private @Nullable Producer<byte[], byte[]> producer;
    private boolean late;

    AuditShipping(AuditTrail trail, SchemaRegistry registry, ResultsSettings settings) {
        this.journal = trail.journal();
        this.registry = registry;
        this.brokers = settings.brokers();
    }

    @Override
    public synchronized void start() {
        ScheduledExecutorService started = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread shipping = new Thread(task, "audit-shipping");
            shipping.setDaemon(true);
            return shipping;
        });
        started.scheduleWithFixedDelay(this::ship, PAUSE_MS, PAUSE_MS, TimeUnit.MILLISECONDS);
        thread = started;
    }

    @Override
    public synchronized void stop() {
        ScheduledExecutorService running = thread;
        thread = null;
        if (running == null) {
            return;
        }
        running.execute(this::close);
        running.shutdown();
        try {
            if (!running.awaitTermination(BLOCK_MS, TimeUnit.MILLISECONDS)) {
                running.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return thread != null;
    }

    private void ship() {
        try {
            for (Path file : journal.take()) {
                send(Files.readAllLines(file, StandardCharsets.UTF_8));
                Files.delete(file);
            }
            late = false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the service stops; the journal keeps what is left
        } catch (IOException | ExecutionException | RuntimeException e) {
            if (!late) {
                LOG.warn("Audit events stay in the journal and are sent later: {}", e.toString());
            }
            late = true;
        }
    }

    private void send(List<String> lines) throws ExecutionException, InterruptedException {
        RecordCodec<AuditEvent> codec = new RecordCodec<>(registry, AuditEvent.getClassSchema());
        int schema = registry.register(Topics.AUDIT + "-value", AuditEvent.getClassSchema());
        List<Future<?>> sent = new ArrayList<>();
        for (String line : lines) {
            AuditTrail.Entry entry = JSON.readValue(line, AuditTrail.Entry.class);
            sent.add(producer()
                    .send(new ProducerRecord<>(
                            Topics.AUDIT,
                            entry.actor().getBytes(StandardCharsets.UTF_8),
                            codec.encode(schema, event(entry)))));
        }
        for (Future<?> acknowledged : sent) {
            acknowledged.get();
        }
    }

    private static AuditEvent event(AuditTrail.Entry entry) {
        return AuditEvent.newBuilder()
                .setEventId(entry.id())
                .setAt(Instant.parse(entry.at()))
                .setActor(entry.actor())
                .setAction(entry.action())
                .setObject(entry.object())
                .setAccepted(true)
                .setDetail(entry.detail())
                .build();
    }

    private Producer<byte[], byte[]> producer() {
        Producer<byte[], byte[]> open = producer;
        if (open == null) {
            open = new KafkaProducer<>(
                    Map.of(
                            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                            brokers,
                            ProducerConfig.CLIENT_ID_CONFIG,
                            "quarry-results-audit",
                            ProducerConfig.ACKS_CONFIG,
                            "all",
                            ProducerConfig.BUFFER_MEMORY_CONFIG,
                            4L * 1024 * 1024,
                            ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                            DELIVERY_MS / 2,
                            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                            DELIVERY_MS,
                            ProducerConfig.MAX_BLOCK_MS_CONFIG,
                            BLOCK_MS),
                    new ByteArraySerializer(),
                    new ByteArraySerializer());
            producer = open;
        }
        return open;
    }

    private void close() {
        ship();
        if (producer != null) {
            producer.close(java.time.Duration.ofMillis(BLOCK_MS));
        }
    }
}
