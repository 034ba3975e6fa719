package io.quarry.scheduler.topology;

import static java.util.Objects.requireNonNull;

import io.quarry.model.TaskEvent;
import io.quarry.model.TaskEventKind;
import io.quarry.scheduler.plan.TaskReport;
import io.quarry.schemas.Ids;
import io.quarry.schemas.MalformedRecordException;
import io.quarry.schemas.RecordCodec;
import io.quarry.schemas.SchemaRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes reports of task events: of those that are their asset's own word, and about a run that somebody asks for. */
final class ReportReader {
    private static final Logger LOG = LoggerFactory.getLogger(ReportReader.class);
    private static final Map<TaskEventKind, TaskReport.Step> STEPS = Map.of(
            TaskEventKind.ACCEPTED, TaskReport.Step.ACCEPTED,
            TaskEventKind.STARTED, TaskReport.Step.STARTED,
            TaskEventKind.FINISHED, TaskReport.Step.FINISHED);

    private final RecordCodec<TaskEvent> codec;

    /**
     * A record that was read.
     *
     * @param report null when it is none that counts
     */
    record Read(int partition, long offset, @Nullable TaskReport report) {}

    ReportReader(SchemaRegistry registry) {
        this.codec = new RecordCodec<>(registry, TaskEvent.getClassSchema());
    }

    /** @param watched whether anybody asks for the run of this id */
    List<Read> read(ConsumerRecords<byte[], byte[]> records, Predicate<String> watched) {
        List<Read> read = new ArrayList<>(records.count());
        records.forEach(r -> read.add(new Read(r.partition(), r.offset(), report(r, watched))));
        return read;
    }

    private @Nullable TaskReport report(ConsumerRecord<byte[], byte[]> record, Predicate<String> watched) {
        try {
            TaskEvent event = record.value() == null ? null : codec.decode(record.value());
            return event != null && watched.test(event.getRunId()) && counts(event, record) ? report(event) : null;
        } catch (MalformedRecordException e) { // the results service sets it aside
            LOG.debug("task.events-{}@{} is skipped: {}", record.partition(), record.offset(), e.reason());
            return null;
        }
    }

    private static boolean counts(TaskEvent event, ConsumerRecord<byte[], byte[]> record) {
        boolean whole = event.getKind() == TaskEventKind.FINISHED
                ? event.getOutcome() != null
                : STEPS.containsKey(event.getKind());
        return whole
                && event.getTaskId().equals(Ids.taskId(event.getRunId(), event.getAssetId()))
                && AssetSignature.refusal(record, event.getAssetId(), event.getPublicKey()) == null;
    }

    private static TaskReport report(TaskEvent event) {
        return new TaskReport(
                event.getRunId(),
                event.getAssetId(),
                requireNonNull(STEPS.get(event.getKind())),
                event.getAttempt(),
                event.getOutcome(),
                event.getRows(),
                event.getBytes(),
                event.getCpuMs());
    }
}
