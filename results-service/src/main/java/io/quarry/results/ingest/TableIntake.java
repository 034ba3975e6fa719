package io.quarry.results.ingest;

import io.quarry.schemas.RecordCodec;
import io.quarry.schemas.WireFormat;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * Control records that become rows as they are: the last one of each key counts.
 *
 * @param <T> generated record class
 */
final class TableIntake<T extends SpecificRecord> implements RecordIntake {
    /**
     * Where the rows go.
     *
     * @param name table of the schema {@code store}
     * @param id column that names the thing, one of the record or else of its key; a later record replaces its row
     * @param schema of the rows
     */
    record Table(String name, String id, Schema schema) {}

    private static final int ROWS = 256;

    private final Table table;
    private final RecordCodec<T> codec;
    private final BiConsumer<ConsumerRecord<byte[], byte[]>, T> check;
    private final BiFunction<ConsumerRecord<byte[], byte[]>, T, byte[]> more;
    private final RowBuffer trial;
    private final RowBuffer rows;
    private final Map<String, Optional<byte[]>> latest = new LinkedHashMap<>();

    /**
     * @param check throws for a record that must not be taken
     * @param more Avro bytes of the table's columns that the record does not have; they follow its own
     */
    TableIntake(
            Table table,
            RecordCodec<T> codec,
            BufferAllocator allocator,
            BiConsumer<ConsumerRecord<byte[], byte[]>, T> check,
            BiFunction<ConsumerRecord<byte[], byte[]>, T, byte[]> more) {
        this.table = table;
        this.codec = codec;
        this.check = check;
        this.more = more;
        this.trial = new RowBuffer(allocator, table.schema(), ROWS);
        this.rows = new RowBuffer(allocator, table.schema(), ROWS);
    }

    @Override
    public void take(ConsumerRecord<byte[], byte[]> record) {
        T value = codec.decode(Checks.value(record));
        check.accept(record, value);
        byte[] fields = codec.encode(0, value);
        byte[] extra = more.apply(record, value);
        byte[] row = Arrays.copyOf(fields, fields.length + extra.length);
        System.arraycopy(extra, 0, row, fields.length, extra.length);
        trial.add(row, WireFormat.HEADER, row.length); // what the store can't hold must not fail the whole batch later
        Schema.Field own = value.getSchema().getField(table.id());
        String id = own == null ? text(Checks.key(record)) : String.valueOf(value.get(own.pos()));
        latest.remove(id);
        latest.put(id, Optional.of(row));
    }

    /** The key's row goes: a compacted topic's way to delete. */
    void drop(byte[] key) {
        latest.put(text(key), Optional.empty());
    }

    private static String text(byte[] key) {
        return new String(key, StandardCharsets.UTF_8);
    }

    @Override
    public void write(DuckDBConnection connection) throws SQLException {
        if (latest.isEmpty()) {
            return;
        }
        trial.clear();
        delete(connection);
        Iterator<byte[]> kept =
                latest.values().stream().flatMap(Optional::stream).iterator();
        rows.rows(() -> chunk(kept)).insertInto(connection, "store." + table.name());
        latest.clear();
    }

    private @Nullable ArrowRecordBatch chunk(Iterator<byte[]> kept) {
        while (kept.hasNext() && !rows.full()) {
            byte[] row = kept.next();
            rows.add(row, WireFormat.HEADER, row.length);
        }
        return rows.chunk();
    }

    private void delete(DuckDBConnection connection) throws SQLException {
        String sql = "DELETE FROM store." + table.name() + " WHERE " + table.id() + " IN (SELECT unnest(?::VARCHAR[]))";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(
                    1, connection.createArrayOf("VARCHAR", latest.keySet().toArray()));
            statement.executeUpdate();
        }
    }

    @Override
    public void clear() {
        latest.clear();
        trial.clear();
        rows.clear();
    }

    @Override
    public void close() {
        trial.close();
        rows.close();
    }
}
