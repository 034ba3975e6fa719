package io.quarry.results.ingest;

import io.quarry.results.store.ArrowRows;
import io.quarry.schemas.Ids;
import io.quarry.schemas.Job;
import io.quarry.schemas.MalformedRecordException;
import io.quarry.schemas.SchemaRegistry;
import io.quarry.schemas.WireFormat;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * Findings of one job: each row once, in its attempt's order, straight into the columns of the job's table. They are read
 * while the database stores those before, chunk by chunk: see {@link ChunksAhead}.
 */
final class FindingsIntake implements Intake {
    private final Job job;
    private final Writers writers;
    private final RowBuffer rows;
    private final IngestCounters counters;
    private final State state;
    private final ExecutorService decoder;
    private FindingHead head = new FindingHead();
    private FindingHead previous = new FindingHead();
    private final List<Part> parts = new ArrayList<>();
    private @Nullable Attempt current;
    private boolean settled;
    private int part;
    private int next;
    private long taken;

    private record Part(List<ConsumerRecord<byte[], byte[]>> records, Aside aside) {}

    FindingsIntake(
            Job job,
            SchemaRegistry registry,
            BufferAllocator allocator,
            ExecutorService decoder,
            State state,
            IngestCounters counters) {
        this.job = job;
        this.decoder = decoder;
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
    public void take(List<ConsumerRecord<byte[], byte[]>> records, Aside aside) {
        parts.add(new Part(records, aside));
    }

    @Override
    public void write(DuckDBConnection connection) throws SQLException {
        if (parts.isEmpty()) {
            return;
        }
        if (records() <= RowBuffer.CHUNK) {
            insert(connection, this::chunk);
        } else {
            try (ChunksAhead ahead = new ChunksAhead(decoder, this::chunk)) {
                insert(connection, ahead);
            }
        }
        counters.rows(job.name(), taken);
        reset();
    }

    private void insert(DuckDBConnection connection, ArrowRows.Source source) throws SQLException {
        rows.rows(source).insertInto(connection, "store." + job.view());
    }

    private int records() {
        return parts.stream().mapToInt(p -> p.records().size()).sum();
    }

    private @Nullable ArrowRecordBatch chunk() {
        while (part < parts.size() && !rows.full()) {
            Part from = parts.get(part);
            if (next == from.records().size()) {
                part++;
                next = 0;
            } else {
                take(from.records().get(next++), from.aside());
            }
        }
        return rows.chunk();
    }

    private void take(ConsumerRecord<byte[], byte[]> record, Aside aside) {
        try {
            take(record);
        } catch (MalformedRecordException e) {
            aside.put(record, e);
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
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
            taken++;
        }
    }

    private void reset() {
        parts.clear();
        part = 0;
        next = 0;
        taken = 0;
        current = null;
    }

    @Override
    public void clear() {
        reset();
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
