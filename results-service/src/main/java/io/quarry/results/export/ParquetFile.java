package io.quarry.results.export;

import io.quarry.results.query.ExportPieces;
import io.quarry.results.store.ArrowRows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Properties;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.Schema;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBResultSet;
import org.jspecify.annotations.Nullable;

/**
 * Writes Parquet with a database of its own, in memory, that may write files: the store's may not, and no SQL of users
 * comes near this one. Rows go from one to the other in Arrow's layout, a piece at a time.
 */
final class ParquetFile {
    private static final long BATCH_ROWS = 8_192;

    private final ExportPieces pieces;
    private final BufferAllocator allocator;
    private final Deque<ArrowRecordBatch> batches = new ArrayDeque<>();
    private long rows;

    private ParquetFile(ExportPieces pieces, BufferAllocator allocator) {
        this.pieces = pieces;
        this.allocator = allocator;
    }

    /** @return the number of rows written */
    static long write(ExportPieces pieces, Path file) throws SQLException {
        Properties settings = new Properties();
        settings.setProperty("memory_limit", "256MB");
        settings.setProperty("threads", "1"); // keeps the order of the rows
        try (BufferAllocator allocator = new RootAllocator();
                DuckDBConnection database =
                        DriverManager.getConnection("jdbc:duckdb:", settings).unwrap(DuckDBConnection.class)) {
            ParquetFile parquet = new ParquetFile(pieces, allocator);
            try {
                String target = file.toString().replace("'", "''").replace("%", "%%");
                new ArrowRows(allocator, parquet.shape(), parquet::next)
                        .feed(
                                database,
                                "COPY (SELECT * FROM %s) TO '" + target
                                        + "' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 32768)");
                return parquet.rows;
            } finally {
                parquet.batches.forEach(ArrowRecordBatch::close);
            }
        }
    }

    private Schema shape() {
        List<Schema> shape = new ArrayList<>();
        pieces.shape(found -> {
            try (ArrowReader reader = arrow(found)) {
                shape.add(reader.getVectorSchemaRoot().getSchema());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return shape.get(0);
    }

    private @Nullable ArrowRecordBatch next() {
        while (batches.isEmpty()) {
            if (!pieces.next(this::piece)) {
                return null;
            }
        }
        return batches.remove();
    }

    private void piece(ResultSet found) throws SQLException {
        try (ArrowReader reader = arrow(found)) {
            VectorUnloader unloader = new VectorUnloader(reader.getVectorSchemaRoot());
            while (reader.loadNextBatch()) {
                rows += reader.getVectorSchemaRoot().getRowCount();
                batches.add(unloader.getRecordBatch());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ArrowReader arrow(ResultSet found) throws SQLException {
        return (ArrowReader) found.unwrap(DuckDBResultSet.class).arrowExportStream(allocator, BATCH_ROWS);
    }
}
