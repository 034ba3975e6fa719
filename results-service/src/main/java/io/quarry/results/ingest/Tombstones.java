package io.quarry.results.ingest;

import java.sql.SQLException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.duckdb.DuckDBConnection;

/** A compacted topic's records without a value delete; only for topics that nobody but a service writes. */
final class Tombstones implements RecordIntake {
    private final TableIntake<?> table;

    private Tombstones(TableIntake<?> table) {
        this.table = table;
    }

    static Intake of(TableIntake<?> table) {
        return new Tombstones(table);
    }

    @Override
    public void take(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            table.drop(Checks.key(record));
        } else {
            table.take(record);
        }
    }

    @Override
    public void write(DuckDBConnection connection) throws SQLException {
        table.write(connection);
    }

    @Override
    public void clear() {
        table.clear();
    }

    @Override
    public void close() {
        table.close();
    }
}
