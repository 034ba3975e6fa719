package io.quarry.scheduler.topology;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all of a topic on a thread of its own, without a group: every instance sees every record. Committed records
 * only. A broker that is away is waited for.
 */
public final class TopicTail implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicTail.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final String topic;
    private final Start start;
    private final Consumer<ConsumerRecord<byte[], byte[]>> handler;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final CountDownLatch caughtUp = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean closed;
    private volatile boolean failed;

    /** Where reading begins. */
    public sealed interface Start {
        /** With the first record there is. */
        record Beginning() implements Start {}

        /** With what comes from now on. */
        record End() implements Start {}

        /** With the first record that was written then or later. */
        record At(Instant time) implements Start {}
    }

    /** @param handler called on the tail's thread */
    public TopicTail(Cluster cluster, String topic, Start start, Consumer<ConsumerRecord<byte[], byte[]>> handler) {
        this.topic = topic;
        this.start = start;
        this.handler = handler;
        this.consumer = new KafkaConsumer<>(
                cluster.client(Map.of(
                        ConsumerConfig.CLIENT_ID_CONFIG,
                        "tail-" + topic,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        IsolationLevel.READ_COMMITTED.toString().toLowerCase(Locale.ROOT),
                        ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                        "5000",
                        ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                        "false")),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        this.thread = new Thread(this::run, "tail-" + topic);
        this.thread.setDaemon(true);
    }

    public TopicTail start() {
        thread.start();
        return this;
    }

    public String topic() {
        return topic;
    }

    /** Whether everything that the topic held when reading began has been handled. */
    public boolean caughtUp() {
        return caughtUp.getCount() == 0 && !failed;
    }

    /** Waits until {@link #caughtUp()}, at most so long. */
    public boolean awaitCaughtUp(Duration bound) throws InterruptedException {
        return caughtUp.await(bound.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Ends reading without waiting for the end; a record that is being handled still is. */
    void stop() {
        closed = true;
        consumer.wakeup();
    }

    @Override
    public void close() {
        stop();
        try {
            thread.join(CLOSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!closed && !assign()) {
                LOG.debug("{} can't be read yet", topic);
            }
            while (!closed) {
                consumer.poll(POLL).forEach(handler);
            }
        } catch (WakeupException e) {
            LOG.debug("{} is no longer read", topic);
        } catch (RuntimeException e) { // health shows it; the process manager restarts
            LOG.error("{} is no longer read: what this instance knows of it grows old", topic, e);
            failed = true;
        } finally {
            // A close with time to spare waits for the fetch that is under way, 5 s of it; without a group there is
            // nothing to take leave of.
            consumer.close(CloseOptions.timeout(Duration.ZERO));
        }
    }

    private boolean assign() {
        try {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(p -> new TopicPartition(topic, p.partition()))
                    .toList();
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            if (start instanceof Start.Beginning) {
                consumer.seekToBeginning(partitions);
            } else {
                ends.forEach(consumer::seek);
            }
            if (start instanceof Start.At at) {
                seek(partitions, at.time());
            }
            while (!closed && behind(ends)) {
                consumer.poll(POLL).forEach(handler);
            }
            caughtUp.countDown();
            return !partitions.isEmpty();
        } catch (WakeupException e) {
            throw e;
        } catch (KafkaException e) {
            LOG.warn("{} can't be read yet ({}); trying again", topic, e.toString());
            return false;
        }
    }

    private void seek(List<TopicPartition> partitions, Instant time) {
        Map<TopicPartition, Long> times =
                partitions.stream().collect(Collectors.toMap(p -> p, p -> time.toEpochMilli()));
        consumer.offsetsForTimes(times).forEach((partition, first) -> {
            if (first != null) { // else: nothing so late, and it stays at the end
                consumer.seek(partition, first.offset());
            }
        });
    }

    private boolean behind(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue());
    }
}
