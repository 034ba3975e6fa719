package io.quarry.results.ingest;

import io.quarry.schemas.RecordCodec;
import java.util.function.BiConsumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.duckdb.DuckDBConnection;

/**
 * A topic that others live by and the store does not keep. It is read so that what can't be read is set aside once: every
 * scheduler reads it from its beginning at every start, so none of them can.
 *
 * @param <T> generated record class
 */
final class Inspection<T extends SpecificRecord> implements RecordIntake {
    private final RecordCodec<T> codec;
    private final BiConsumer<ConsumerRecord<byte[], byte[]>, T> check;

    /** @param check throws for a record that must not be there */
    Inspection(RecordCodec<T> codec, BiConsumer<ConsumerRecord<byte[], byte[]>, T> check) {
        this.codec = codec;
        this.check = check;
    }

    @Override
    public void take(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() != null) { // else it deletes what had the key
            check.accept(record, codec.decode(Checks.value(record)));
        }
    }

    @Override
    public void write(DuckDBConnection connection) {}

    @Override
    public void clear() {}

    @Override
    public void close() {}
}
