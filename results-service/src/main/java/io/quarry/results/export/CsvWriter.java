package io.quarry.results.export;

import io.quarry.results.query.RowJson;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/**
 * Comma-separated values (RFC 4180): instants as ISO 8601, nested values as JSON, nothing for what is unknown and {@code
 * ""} for an empty text.
 */
final class CsvWriter implements RowWriter {
    /** What spreadsheets take for the beginning of a formula (OWASP, CSV injection), wide forms included. */
    private static final String FORMULA = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20";

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Writer out;
    private final boolean guarded;
    private boolean begun;

    /**
     * @param guarded puts {@code '} before texts that a spreadsheet would take for a formula
     * @param continued leaves out the head: this is written behind an earlier part
     */
    CsvWriter(OutputStream out, boolean guarded, boolean continued) {
        this.out = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        this.guarded = guarded;
        this.begun = continued;
    }

    /** The names of the columns, unless they are there already. */
    void head(List<String> names) throws IOException {
        if (!begun) {
            begun = true;
            out.write(String.join(",", names.stream().map(CsvWriter::quoted).toList()));
            out.write("\r\n");
        }
    }

    @Override
    public long write(ResultSet rows) throws SQLException, IOException {
        RowJson row = new RowJson(rows);
        long written = 0;
        int columns = row.names().size();
        while (rows.next()) {
            for (int i = 1; i <= columns; i++) {
                if (i > 1) {
                    out.write(',');
                }
                cell(row, i);
            }
            out.write("\r\n");
            written++;
        }
        return written;
    }

    private void cell(RowJson row, int column) throws SQLException, IOException {
        Object value = row.column(column);
        if (value instanceof String text) {
            out.write(text.isEmpty() ? "\"\"" : quoted(guard(text)));
        } else if (value instanceof Number || value instanceof Boolean) {
            out.write(value.toString());
        } else if (value instanceof OffsetDateTime instant) {
            out.write(instant.toInstant().toString());
        } else if (value != null) {
            out.write(quoted(nested(row, column)));
        }
    }

    private String guard(String text) {
        return guarded && FORMULA.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    }

    private static String nested(RowJson row, int column) throws SQLException {
        StringWriter json = new StringWriter();
        try (JsonGenerator generator = JSON.createGenerator(json)) {
            row.value(generator, column);
        }
        return json.toString();
    }

    private static String quoted(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ',' || c == '"' || c == '\n' || c == '\r') {
                return '"' + text.replace("\"", "\"\"") + '"';
            }
        }
        return text;
    }

    @Override
    public void close() throws IOException {
        out.flush();
    }
}
