package io.quarry.results.ingest;

import io.quarry.model.TaskEvent;
import io.quarry.model.TaskEventKind;
import io.quarry.schemas.Ids;
import io.quarry.schemas.MalformedRecordException;
import io.quarry.schemas.RecordCodec;
import java.sql.SQLException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.duckdb.DuckDBConnection;

/** What assets say about their tasks; the end of one is a claim that {@link Settling} judges. */
final class EventIntake implements RecordIntake {
    private final RecordCodec<TaskEvent> codec;
    private final TaskChanges tasks;
    private final State state;

    EventIntake(RecordCodec<TaskEvent> codec, TaskChanges tasks, State state) {
        this.codec = codec;
        this.tasks = tasks;
        this.state = state;
    }

    @Override
    public void take(ConsumerRecord<byte[], byte[]> record) {
        byte[] value = Checks.value(record);
        TaskEvent event = codec.decode(value);
        AssetWord.verify(record, event.getAssetId(), event.getPublicKey());
        if (!Ids.taskId(event.getRunId(), event.getAssetId()).equals(event.getTaskId())) {
            throw new MalformedRecordException("WRONG_TASK", "the task id is not derived from run and asset");
        }
        Checks.instant(event.getAt());
        if (event.getKind() == TaskEventKind.UNKNOWN) {
            throw new MalformedRecordException("UNKNOWN_KIND", "an event of no kind that is known here");
        }
        if (event.getKind() != TaskEventKind.FINISHED) {
            tasks.happened(event);
        } else if (event.getOutcome() == null) {
            throw new MalformedRecordException("NO_OUTCOME", "a task can't end without an outcome");
        } else {
            state.claims().add(new Claim(event, value));
        }
    }

    @Override
    public void write(DuckDBConnection connection) throws SQLException {
        tasks.write(connection);
    }

    @Override
    public void clear() {
        tasks.clear();
    }
}
