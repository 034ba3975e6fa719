package io.quarry.results.export;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.duckdb.DuckDBResultSet;

/**
 * Lines that the database made, passed on as they lie in memory: in Arrow's layout the texts of a column follow each
 * other without a gap, so a batch of lines is one piece of the file.
 */
final class CsvLines implements RowWriter {
    private static final long BATCH_ROWS = 8_192;
    private static final int CHUNK = 64 * 1024;

    private final OutputStream out;
    private final byte[] chunk = new byte[CHUNK];
    private boolean begun;

    /** @param continued leaves out the head: this is written behind an earlier part */
    CsvLines(OutputStream out, boolean continued) {
        this.out = out;
        this.begun = continued;
    }

    /** The names of the columns, unless they are there already. */
    void head(List<String> names) throws IOException {
        if (!begun) {
            begun = true;
            out.write((String.join(",", names) + "\r\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    @Override
    public long write(ResultSet rows, long skip) throws SQLException, IOException {
        long seen = 0;
        try (BufferAllocator allocator = new RootAllocator();
                ArrowReader reader =
                        (ArrowReader) rows.unwrap(DuckDBResultSet.class).arrowExportStream(allocator, BATCH_ROWS)) {
            VarCharVector lines = (VarCharVector) reader.getVectorSchemaRoot().getVector(0);
            while (reader.loadNextBatch()) {
                int count = lines.getValueCount();
                int first = (int) Math.min(count, Math.max(0, skip - seen));
                if (first < count) {
                    bytes(lines.getDataBuffer(), lines.getStartOffset(first), lines.getEndOffset(count - 1));
                }
                seen += count;
            }
        }
        return seen;
    }

    private void bytes(ArrowBuf texts, long from, long to) throws IOException {
        long at = from;
        while (at < to) {
            int length = (int) Math.min(CHUNK, to - at);
            texts.getBytes(at, chunk, 0, length);
            out.write(chunk, 0, length);
            at += length;
        }
    }

    @Override
    public void close() throws IOException {
        out.flush();
    }
}
