package io.quarry.results.ingest;

import io.quarry.results.store.ArrowRows;
import io.quarry.schemas.Ids;
import io.quarry.schemas.Job;
import io.quarry.schemas.MalformedRecordException;
import io.quarry.schemas.SchemaRegistry;
import io.quarry.schemas.WireFormat;
import java.sql.SQLException;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/** Findings of one job: each row once, in its attempt's order, straight into the columns of the job's table. */
final class FindingsIntake implements Intake {
    private final Job job;
    private final Writers writers;
    private final RowBuffer rows;
    private final IngestCounters counters;
    private final State state;
    private FindingHead head = new FindingHead();
    private FindingHead previous = new FindingHead();
    private @Nullable Attempt current;
    private boolean settled;

    FindingsIntake(Job job, SchemaRegistry registry, BufferAllocator allocator, State state, IngestCounters counters) {
        this.job = job;
        this.writers = new Writers(registry, job.finding());
        this.rows = new RowBuffer(allocator, job.finding(), RowBuffer.CHUNK);
        this.state = state;
        this.counters = counters;
    }

    @Override
    public void prepare(List<ConsumerRecord<byte[], byte[]>> records) {
        boolean first = true;
        for (ConsumerRecord<byte[], byte[]> record : records) {
            try {
                Body body = writers.body(Checks.value(record));
                head.read(body.bytes(), body.from(), body.bytes().length);
                if (first || !head.sameAttempt(previous)) {
                    state.attempts().want(head.runId(), head.taskId());
                    swap();
                    first = false;
                }
            } catch (MalformedRecordException e) {
                first = true; // take() says so again, and sets it aside
            }
        }
    }

    @Override
    public void take(ConsumerRecord<byte[], byte[]> record) {
        byte[] value = Checks.value(record);
        Body body = writers.body(value);
        FindingHead row = head;
        row.read(body.bytes(), body.from(), body.bytes().length);
        if (!row.isOf(Checks.key(record))) {
            throw new MalformedRecordException("WRONG_KEY", "the finding is of asset '" + row.assetId() + "'");
        }
        Attempt attempt = attempt(row);
        if (settled) {
            counters.late(job.name());
        } else if (attempt.repeats(row.seq())) {
            attempt.repeated();
            state.attempts().changed(attempt);
            counters.duplicate(job.name());
        } else {
            rows.add(body.bytes(), body.from(), body.bytes().length);
            attempt.add(row.seq(), value, WireFormat.HEADER, value.length - WireFormat.HEADER);
            state.attempts().changed(attempt);
        }
    }

    @Override
    public void write(DuckDBConnection connection) throws SQLException {
        current = null;
        if (rows.rows() == 0) {
            return;
        }
        counters.rows(job.name(), rows.rows());
        try (ArrowRows taken = rows.take()) {
            taken.insertInto(connection, "store." + job.view());
        }
    }

    @Override
    public void clear() {
        current = null;
        rows.clear();
    }

    @Override
    public void close() {
        rows.close();
    }

    /** Of the row that was read last; most rows are of the same attempt as the one before. */
    private Attempt attempt(FindingHead row) {
        Attempt attempt = current;
        if (attempt == null || !row.sameAttempt(previous)) {
            current = null;
            if (!Ids.taskId(row.runId(), row.assetId()).equals(row.taskId())) {
                throw new MalformedRecordException(
                        "WRONG_TASK", "task " + row.taskId() + " is not of this asset and run");
            }
            attempt = state.attempts().of(row);
            settled = state.attempts().settled(row.taskId()) != null;
            current = attempt;
        }
        swap();
        return attempt;
    }

    private void swap() {
        FindingHead read = head;
        head = previous;
        previous = read;
    }
}
