package io.quarry.results.store;

import java.io.IOException;
import java.sql.SQLException;
import java.sql.Statement;
import org.apache.arrow.c.ArrowArrayStream;
import org.apache.arrow.c.Data;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.Schema;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * Rows in Arrow's layout that the database reads where they are, once. It asks for a chunk when one of its threads has
 * nothing to do, so that making the next chunk and storing the last ones go on side by side.
 */
public final class ArrowRows {
    private static final String STREAM = "incoming";

    private final BufferAllocator allocator;
    private final Schema fields;
    private final Source source;

    /** Where the rows come from. */
    @FunctionalInterface
    public interface Source {
        /**
         * Called by threads of the database, never by two at once, while the statement runs.
         *
         * @return the next rows, which the caller closes; null when there are no more
         */
        @Nullable
        ArrowRecordBatch next();
    }

    public ArrowRows(BufferAllocator allocator, Schema fields, Source source) {
        this.allocator = allocator;
        this.fields = fields;
        this.source = source;
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

    private final class Chunks extends ArrowReader {
        Chunks() {
            super(ArrowRows.this.allocator);
        }

        @Override
        public boolean loadNextBatch() throws IOException {
            ArrowRecordBatch chunk = source.next();
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
            // each chunk is closed when it is loaded
        }

        @Override
        protected Schema readSchema() {
            return fields;
        }
    }
}
