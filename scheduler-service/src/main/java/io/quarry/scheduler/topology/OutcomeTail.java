package io.quarry.scheduler.topology;

import io.quarry.model.Outcome;
import io.quarry.model.TaskEvent;
import io.quarry.model.TaskEventKind;
import io.quarry.scheduler.plan.Outcomes;
import io.quarry.scheduler.plan.Progress;
import io.quarry.schemas.MalformedRecordException;
import io.quarry.schemas.RecordCodec;
import io.quarry.schemas.SchemaRegistry;
import io.quarry.schemas.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what comes back of runs whose rails look at it, from {@code task.events}. It reads only while there is such a run, from
 * the time it was fired on; an event counts only when it is its asset's own word, and a task only once.
 */
public final class OutcomeTail implements Outcomes, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OutcomeTail.class);
    private static final Set<Outcome> FAILURES =
            EnumSet.of(Outcome.DENIED, Outcome.TIMED_OUT, Outcome.REJECTED, Outcome.FAILED);

    /** Records bear the clocks of assets. */
    private static final Duration CLOCKS = Duration.ofMinutes(5);

    /** A run that is watched, and the tasks of it that have been counted. */
    private static final class Count {
        private final Set<String> tasks = new HashSet<>();
        private Progress progress = Progress.NONE;
    }

    private final Cluster cluster;
    private final RecordCodec<TaskEvent> codec;
    private final Map<String, Count> counts = new HashMap<>();
    private @Nullable TopicTail tail;
    private Instant tailSince = Instant.MAX;

    public OutcomeTail(Cluster cluster, SchemaRegistry registry) {
        this.cluster = cluster;
        this.codec = new RecordCodec<>(registry, TaskEvent.getClassSchema());
    }

    @Override
    public synchronized void watch(String runId, Instant since) {
        counts.put(runId, new Count());
        if (since.isBefore(tailSince)) {
            close();
            tailSince = since;
            TopicTail.Start start = new TopicTail.Start.At(since.minus(CLOCKS));
            tail = new TopicTail(cluster, Topics.TASK_EVENTS, start, this::accept).start();
        }
    }

    @Override
    public synchronized void forget(String runId) {
        if (counts.remove(runId) != null && counts.isEmpty()) {
            close();
            tailSince = Instant.MAX;
        }
    }

    @Override
    public synchronized Progress of(String runId) {
        Count count = counts.get(runId);
        return count == null ? Progress.NONE : count.progress;
    }

    /** Takes in one record of the topic. */
    void accept(ConsumerRecord<byte[], byte[]> record) {
        TaskEvent event = finished(record);
        if (event == null) {
            return;
        }
        synchronized (this) {
            Count count = counts.get(event.getRunId());
            if (count == null || AssetSignature.refusal(record, event.getAssetId(), event.getPublicKey()) != null) {
                return;
            }
            if (count.tasks.add(event.getTaskId())) {
                count.progress = count.progress.plus(
                        FAILURES.contains(event.getOutcome()), event.getRows(), event.getBytes(), event.getCpuMs());
            }
        }
    }

    private @Nullable TaskEvent finished(ConsumerRecord<byte[], byte[]> record) {
        try {
            TaskEvent event = record.value() == null ? null : codec.decode(record.value());
            return event != null && event.getKind() == TaskEventKind.FINISHED ? event : null;
        } catch (MalformedRecordException e) { // the results service sets it aside
            LOG.debug("task.events-{}@{} is skipped: {}", record.partition(), record.offset(), e.reason());
            return null;
        }
    }

    @Override
    public synchronized void close() {
        TopicTail open = tail;
        tail = null;
        if (open != null) {
            open.stop();
        }
    }
}
