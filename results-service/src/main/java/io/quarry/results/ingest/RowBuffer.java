package io.quarry.results.ingest;

import io.quarry.results.store.ArrowRows;
import io.quarry.schemas.MalformedRecordException;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Rows of one table on their way into it, a chunk at a time: Avro bytes go straight into Arrow vectors, by readers that
 * are made once for the schema. Not for use by several threads at once.
 */
final class RowBuffer implements AutoCloseable {
    /** Rows of a chunk: small enough that both threads of the database get one, large enough to cost nothing. */
    static final int CHUNK = 16_384;

    private final BufferAllocator allocator;
    private final org.apache.arrow.vector.types.pojo.Schema fields;
    private final VectorSchemaRoot root;
    private final ColumnReader[] readers;
    private final AvroInput in = new AvroInput();
    private final int chunkRows;
    private int row;

    /** @param chunkRows rows of a chunk */
    RowBuffer(BufferAllocator allocator, Schema schema, int chunkRows) {
        this.chunkRows = chunkRows;
        this.allocator = allocator;
        this.fields = new org.apache.arrow.vector.types.pojo.Schema(ArrowFields.of(schema));
        this.root = VectorSchemaRoot.create(fields, allocator);
        this.readers = schema.getFields().stream()
                .map(f -> Nested.of(f.schema(), root.getVector(f.pos())))
                .toArray(ColumnReader[]::new);
        root.getFieldVectors().forEach(v -> v.setInitialCapacity(chunkRows));
        root.allocateNew();
    }

    /**
     * Adds a row.
     *
     * @throws MalformedRecordException when the bytes are no such record; the row is not added then
     */
    void add(byte[] bytes, int from, int to) {
        in.reset(bytes, from, to);
        for (ColumnReader reader : readers) {
            reader.read(in, row);
        }
        if (!in.atEnd()) {
            throw new MalformedRecordException("TRAILING_BYTES", "bytes left after the record");
        }
        row++;
    }

    /** Whether the chunk has as many rows as it should have. */
    boolean full() {
        return row >= chunkRows;
    }

    /** The rows that were added since the last chunk; null when there are none. The buffer is empty then. */
    @Nullable
    ArrowRecordBatch chunk() {
        if (row == 0) {
            return null;
        }
        root.setRowCount(row);
        ArrowRecordBatch chunk = new VectorUnloader(root).getRecordBatch();
        clear();
        return chunk;
    }

    /** Rows for the database, which has them made when it asks for them. */
    ArrowRows rows(ArrowRows.Source source) {
        return new ArrowRows(allocator, fields, source);
    }

    void clear() {
        root.clear();
        root.allocateNew();
        row = 0;
    }

    @Override
    public void close() {
        root.close();
    }
}
