package io.quarry.results.ingest;

import io.quarry.results.store.ArrowRows;
import io.quarry.schemas.MalformedRecordException;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.avro.Schema;

/**
 * Rows of one table on their way into it: Avro bytes go straight into Arrow vectors, by readers that are made once for
 * the schema. Not for use by several threads.
 */
final class RowBuffer implements AutoCloseable {
    /** Rows of a chunk: small enough that both threads of the database get one, large enough to cost nothing. */
    static final int CHUNK = 16_384;

    private final BufferAllocator allocator;
    private final org.apache.arrow.vector.types.pojo.Schema fields;
    private final VectorSchemaRoot root;
    private final ColumnReader[] readers;
    private final AvroInput in = new AvroInput();
    private final List<ArrowRecordBatch> chunks = new ArrayList<>();
    private final int chunkRows;
    private int row;
    private int rows;

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
        rows++;
        if (row == chunkRows) {
            endChunk();
        }
    }

    int rows() {
        return rows;
    }

    /** Everything that was added, once; the buffer is empty then. */
    ArrowRows take() {
        endChunk();
        List<ArrowRecordBatch> taken = List.copyOf(chunks);
        chunks.clear();
        rows = 0;
        return new ArrowRows(allocator, fields, taken);
    }

    void clear() {
        chunks.forEach(ArrowRecordBatch::close);
        chunks.clear();
        root.clear();
        root.allocateNew();
        row = 0;
        rows = 0;
    }

    @Override
    public void close() {
        chunks.forEach(ArrowRecordBatch::close);
        root.close();
    }

    private void endChunk() {
        if (row == 0) {
            return;
        }
        root.setRowCount(row);
        chunks.add(new VectorUnloader(root).getRecordBatch());
        root.clear();
        root.allocateNew();
        row = 0;
    }
}
