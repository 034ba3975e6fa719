package io.quarry.results.ingest;

import io.quarry.results.store.Store;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.duckdb.DuckDBConnection;

/**
 * Takes in batches: rows, settlements and the consumed offsets in one transaction of the store. A batch that fails leaves
 * nothing behind and is given again; records that the store has already are passed over.
 */
final class Ingest implements AutoCloseable {
    private final Store store;
    private final Map<String, Intake> intakes;
    private final State state;
    private final Settling settling;
    private final DeadLetters deadLetters;
    private final IngestCounters counters;
    private volatile Map<TopicPartition, Long> committed;

    Ingest(
            Store store,
            Map<String, Intake> intakes,
            State state,
            Settling settling,
            DeadLetters deadLetters,
            IngestCounters counters) {
        this.store = store;
        this.intakes = Map.copyOf(intakes);
        this.state = state;
        this.settling = settling;
        this.deadLetters = deadLetters;
        this.counters = counters;
        this.committed = start();
    }

    /** Offset of the first record of the partition that is not in the store. */
    long next(TopicPartition partition) {
        return committed.getOrDefault(partition, 0L);
    }

    /**
     * Takes the batch in: when this returns, it is in the store for good.
     *
     * @throws RuntimeException when it is not, and the same batch must be given again
     */
    synchronized void accept(List<ConsumerRecord<byte[], byte[]>> records) {
        long started = System.nanoTime();
        boolean done = false;
        try {
            store.write(connection -> transaction(connection, records));
            done = true;
        } finally {
            if (!done) {
                clear();
            }
        }
        committed = state.positions().snapshot();
        deadLetters.committed();
        counters.committed();
        counters.batch(records.size(), System.nanoTime() - started);
    }

    @Override
    public synchronized void close() {
        intakes.values().forEach(Intake::close);
    }

    private Map<TopicPartition, Long> start() {
        store.write(Attempts::tidy);
        try (Connection reader = store.reader()) {
            return Positions.load(reader).snapshot();
        } catch (SQLException e) {
            throw new IllegalStateException("the store does not say how far it is", e);
        }
    }

    private void transaction(DuckDBConnection connection, List<ConsumerRecord<byte[], byte[]>> records)
            throws SQLException {
        state.load(connection);
        List<List<ConsumerRecord<byte[], byte[]>>> runs = fresh(records);
        if (runs.isEmpty()) {
            return;
        }
        for (List<ConsumerRecord<byte[], byte[]>> run : runs) {
            intake(run).prepare(run);
        }
        state.attempts().loadWanted(connection);
        for (List<ConsumerRecord<byte[], byte[]>> run : runs) {
            take(run);
        }
        for (Intake intake : intakes.values()) {
            intake.write(connection);
        }
        settling.settle(connection);
        state.claims().write(connection);
        state.attempts().write(connection);
        deadLetters.write(connection);
        state.positions().write(connection);
    }

    private void take(List<ConsumerRecord<byte[], byte[]>> run) {
        intake(run).take(run, deadLetters::add);
        ConsumerRecord<byte[], byte[]> last = run.get(run.size() - 1);
        state.positions().advance(partition(last), last.offset() + 1);
    }

    /** The records that the store does not have, in runs of the same partition. */
    private List<List<ConsumerRecord<byte[], byte[]>>> fresh(List<ConsumerRecord<byte[], byte[]>> records) {
        List<List<ConsumerRecord<byte[], byte[]>>> runs = new ArrayList<>();
        int from = 0;
        while (from < records.size()) {
            ConsumerRecord<byte[], byte[]> first = records.get(from);
            long next = state.positions().next(partition(first));
            int to = from;
            while (to < records.size() && samePartition(first, records.get(to))) {
                if (records.get(to).offset() < next) {
                    from = to + 1;
                }
                to++;
            }
            if (from < to) {
                runs.add(records.subList(from, to));
            }
            from = to;
        }
        return runs;
    }

    private static boolean samePartition(ConsumerRecord<?, ?> one, ConsumerRecord<?, ?> other) {
        return one.partition() == other.partition() && one.topic().equals(other.topic());
    }

    private static TopicPartition partition(ConsumerRecord<?, ?> record) {
        return new TopicPartition(record.topic(), record.partition());
    }

    private Intake intake(List<ConsumerRecord<byte[], byte[]>> run) {
        String topic = run.get(0).topic();
        Intake intake = intakes.get(topic);
        if (intake == null) {
            throw new IllegalStateException("nobody takes records of " + topic);
        }
        return intake;
    }

    private void clear() {
        intakes.values().forEach(Intake::clear);
        state.forget();
        deadLetters.clear();
        counters.clear();
    }
}
