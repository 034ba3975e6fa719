package io.quarry.scheduler.topology;

import io.quarry.model.AuditEvent;
import io.quarry.schemas.DurableFiles;
import io.quarry.schemas.Ids;
import io.quarry.schemas.TrustedKey;
import io.quarry.schemas.TrustedKeyFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the topic {@code audit} which keys are obeyed and which signs, whenever that changes: by command or by hand, and also
 * while no scheduler ran. What it told last is in a file of the data folder. Schedulers that share one may tell the same
 * twice, under the same event id.
 */
public final class KeyAudit implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KeyAudit.class);
    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final String SIGNS = "signs";

    private final TopicFormat<AuditEvent> format;
    private final SigningKey signing;
    private final Path published;
    private final TrustedKeyFile file;
    private final Path told;
    private final KafkaProducer<byte[], byte[]> producer;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "key-audit");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * @param data folder that remembers what was told
     * @param published the keys that are obeyed
     */
    public KeyAudit(Cluster cluster, TopicFormat<AuditEvent> format, SigningKey signing, Path data, Path published) {
        this.format = format;
        this.signing = signing;
        this.published = published;
        this.file = new TrustedKeyFile(published);
        this.told = data.resolve("signing-keys.told");
        this.producer = new KafkaProducer<>(
                cluster.client(Map.of(
                        ProducerConfig.CLIENT_ID_CONFIG, "key-audit", ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true)),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    public KeyAudit start() {
        timer.scheduleWithFixedDelay(this::look, 0, LOOK.toMillis(), TimeUnit.MILLISECONDS);
        return this;
    }

    private void look() {
        try {
            file.refresh();
            Map<String, String> now = new TreeMap<>();
            file.keys().values().forEach(key -> now.put(key.id(), described(key)));
            now.put(SIGNS, signing.id());
            Map<String, String> before = told();
            if (!now.equals(before)) {
                send(events(before, now, Files.getOwner(published).getName()));
                remember(now);
            }
        } catch (IOException | ExecutionException | RuntimeException e) { // thrown on, it would end the looking
            LOG.warn("Keys may have changed, which the audit does not say yet: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<AuditEvent> events(Map<String, String> before, Map<String, String> now, String owner)
            throws IOException {
        Instant at = Files.getLastModifiedTime(published).toInstant().truncatedTo(ChronoUnit.MILLIS);
        List<AuditEvent> events = new ArrayList<>();
        TreeSet<String> all = new TreeSet<>(before.keySet());
        all.addAll(now.keySet());
        for (String key : all) {
            String was = before.get(key);
            String is = now.get(key);
            if (was == null ? is == null : was.equals(is)) {
                continue;
            }
            boolean signs = key.equals(SIGNS);
            String action = signs ? "key.rotate" : is == null ? "key.revoke" : was == null ? "key.add" : "key.change";
            events.add(AuditEvent.newBuilder()
                    .setEventId(Ids.taskId(action + at, key + was + is))
                    .setAt(at)
                    .setActor(owner)
                    .setAction(action)
                    .setObject(signs && is != null ? is : key)
                    .setAccepted(true)
                    .setDetail("the actor is the owner of " + published.getFileName())
                    .setBefore(was)
                    .setAfter(is)
                    .build());
        }
        return events;
    }

    private void send(List<AuditEvent> events) throws ExecutionException, InterruptedException {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (AuditEvent event : events) {
            byte[] actor = event.getActor().getBytes(StandardCharsets.UTF_8);
            sent.add(producer.send(new ProducerRecord<>(format.topic(), actor, format.encode(event))));
            LOG.info("{} {}: {}", event.getAction(), event.getObject(), event.getAfter());
        }
        for (Future<RecordMetadata> one : sent) {
            one.get();
        }
    }

    private static String described(TrustedKey key) {
        return key.grant().map(g -> g.headers().toString()).orElse("everything");
    }

    private Map<String, String> told() throws IOException {
        Map<String, String> keys = new TreeMap<>();
        if (Files.exists(told)) {
            Files.readAllLines(told).forEach(line -> {
                int space = line.indexOf(' ');
                keys.put(line.substring(0, space), line.substring(space + 1));
            });
        }
        return keys;
    }

    private void remember(Map<String, String> keys) throws IOException {
        Path temporary = Files.createTempFile(told.toAbsolutePath().getParent(), "keys", ".new");
        Files.write(
                temporary,
                keys.entrySet().stream()
                        .map(e -> e.getKey() + " " + e.getValue())
                        .toList());
        DurableFiles.sync(temporary);
        Files.move(temporary, told, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void close() {
        timer.shutdownNow();
        producer.close(Duration.ofSeconds(2));
    }
}
