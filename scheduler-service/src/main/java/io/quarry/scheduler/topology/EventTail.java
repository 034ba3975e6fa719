package io.quarry.scheduler.topology;

import io.quarry.schemas.SchemaRegistry;
import io.quarry.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads {@code task.events} on a thread of its own, without a group, for all who count: the position lies with the numbers, in
 * the scheduler's store. Somebody who comes with an earlier position takes the reading back to it; the others pass over
 * what they have had.
 */
public final class EventTail implements TaskReports, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventTail.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final ReportReader reader;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Thread thread;
    private final CountDownLatch assigned = new CountDownLatch(1);
    private final List<ReportQueue> queues = new ArrayList<>();
    private long[] next = {};
    private boolean rewound;
    private volatile boolean closed;
    private volatile boolean failed;

    public EventTail(Cluster cluster, SchemaRegistry registry) {
        this.reader = new ReportReader(registry);
        this.consumer = new KafkaConsumer<>(
                cluster.client(Map.of(
                        ConsumerConfig.CLIENT_ID_CONFIG,
                        "tail-" + Topics.TASK_EVENTS,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, // a position that is too old: with what is there still
                        "earliest",
                        ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                        "false")),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        this.thread = new Thread(this::run, "tail-" + Topics.TASK_EVENTS);
        this.thread.setDaemon(true);
    }

    public EventTail start() {
        thread.start();
        return this;
    }

    /** Waits until positions are known, at most so long. */
    public boolean awaitAssigned(Duration bound) throws InterruptedException {
        return assigned.await(bound.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Whether reports are being read. */
    public boolean reads() {
        return assigned.getCount() == 0 && !failed;
    }

    @Override
    public synchronized Feed follow(long @Nullable [] from, Collection<String> runs) {
        long[] start = next.clone();
        for (int p = 0; from != null && p < start.length; p++) {
            start[p] = p < from.length ? from[p] : 0;
            next[p] = Math.min(next[p], start[p]);
        }
        rewound = true; // what is being looked at was looked at without these runs
        ReportQueue queue = new ReportQueue(this, start, runs);
        queues.add(queue);
        return queue;
    }

    synchronized void remove(ReportQueue queue) {
        queues.remove(queue);
        notifyAll();
    }

    @Override
    public void close() {
        closed = true;
        consumer.wakeup();
        synchronized (this) {
            notifyAll();
        }
        try {
            thread.join(CLOSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!closed && !assign()) {
                LOG.debug("{} can't be read yet", Topics.TASK_EVENTS);
            }
            while (!closed) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
                handOut(reader.read(records, this::isWatched));
            }
        } catch (WakeupException e) {
            LOG.debug("{} is no longer read", Topics.TASK_EVENTS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) { // health shows it; the process manager restarts
            LOG.error("{} is no longer read: the progress of runs stands still", Topics.TASK_EVENTS, e);
            failed = true;
        } finally {
            consumer.close(CloseOptions.timeout(Duration.ZERO)); // without a group there is nothing to take leave of
        }
    }

    private boolean assign() {
        try {
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.TASK_EVENTS).stream()
                    .map(p -> new TopicPartition(Topics.TASK_EVENTS, p.partition()))
                    .toList();
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            ends.forEach(consumer::seek);
            synchronized (this) {
                next = new long[partitions.size()];
                ends.forEach((partition, end) -> next[partition.partition()] = end);
            }
            assigned.countDown();
            return !partitions.isEmpty();
        } catch (WakeupException e) {
            throw e;
        } catch (KafkaException e) {
            LOG.warn("{} can't be read yet ({}); trying again", Topics.TASK_EVENTS, e.toString());
            return false;
        }
    }

    private synchronized boolean isWatched(String runId) {
        return queues.stream().anyMatch(q -> q.watches(runId));
    }

    private synchronized void handOut(List<ReportReader.Read> read) throws InterruptedException {
        while (!closed && !rewound && queues.stream().anyMatch(ReportQueue::full)) {
            wait(POLL.toMillis());
        }
        if (rewound) {
            for (int p = 0; p < next.length; p++) {
                consumer.seek(new TopicPartition(Topics.TASK_EVENTS, p), next[p]);
            }
            rewound = false;
            return;
        }
        for (ReportReader.Read one : read) {
            queues.forEach(q -> q.offer(one));
            next[one.partition()] = one.offset() + 1;
        }
    }
}
