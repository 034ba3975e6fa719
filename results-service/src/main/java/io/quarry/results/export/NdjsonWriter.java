package io.quarry.results.export;

import io.quarry.results.query.RowJson;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.ResultSet;
import java.sql.SQLException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/** One JSON object a line. */
final class NdjsonWriter implements RowWriter {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final JsonGenerator out;

    NdjsonWriter(OutputStream out) {
        this.out = JSON.writer().withRootValueSeparator("").createGenerator(out);
    }

    @Override
    public long write(ResultSet rows, long skip) throws SQLException {
        RowJson row = new RowJson(rows);
        long seen = 0;
        while (rows.next()) {
            seen++;
            if (seen <= skip) {
                continue;
            }
            out.writeStartObject();
            row.fields(out, 1);
            out.writeEndObject();
            out.writeRaw('\n');
        }
        return seen;
    }

    @Override
    public void close() throws IOException {
        out.flush();
    }
}
