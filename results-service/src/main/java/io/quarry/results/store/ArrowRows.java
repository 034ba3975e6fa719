package io.quarry.results.store;

import java.io.IOException;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.apache.arrow.c.ArrowArrayStream;
import org.apache.arrow.c.Data;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.Schema;
import org.duckdb.DuckDBConnection;

/** Rows in Arrow's layout that the database reads where they are; can be read once. */
public final class ArrowRows implements AutoCloseable {
    private static final String STREAM = "incoming";

    private final BufferAllocator allocator;
    private final Schema fields;
    private final Deque<ArrowRecordBatch> chunks;

    public ArrowRows(BufferAllocator allocator, Schema fields, List<ArrowRecordBatch> chunks) {
        this.allocator = allocator;
        this.fields = fields;
        this.chunks = new ArrayDeque<>(chunks);
    }

    /**
     * Runs one statement that reads them.
     *
     * @param sql with {@code %s} where the rows' name goes
     */
    public void feed(DuckDBConnection connection, String sql) throws SQLException {
        try (ArrowArrayStream stream = ArrowArrayStream.allocateNew(allocator);
                Chunks reader = new Chunks();
                Statement statement = connection.createStatement()) {
            Data.exportArrayStream(allocator, reader, stream);
            connection.registerArrowStream(STREAM, stream);
            statement.execute(sql.formatted(STREAM));
        } catch (IOException e) {
            throw new IllegalStateException("memory does not fail", e);
        }
    }

    /** Inserts them into a table whose columns have the same names. */
    public void insertInto(DuckDBConnection connection, String table) throws SQLException {
        feed(connection, "INSERT INTO " + table + " BY NAME SELECT * FROM %s");
    }

    @Override
    public void close() {
        chunks.forEach(ArrowRecordBatch::close);
        chunks.clear();
    }

    private final class Chunks extends ArrowReader {
        Chunks() {
            super(ArrowRows.this.allocator);
        }

        @Override
        public boolean loadNextBatch() throws IOException {
            ArrowRecordBatch chunk = chunks.poll();
            if (chunk == null) {
                return false;
            }
            prepareLoadNextBatch();
            try (chunk) {
                new VectorLoader(getVectorSchemaRoot()).load(chunk);
            }
            return true;
        }

        @Override
        public long bytesRead() {
            return 0; // nothing asks
        }

        @Override
        protected void closeReadSource() {
            // the chunks close themselves
        }

        @Override
        protected Schema readSchema() {
            return fields;
        }
    }
}
