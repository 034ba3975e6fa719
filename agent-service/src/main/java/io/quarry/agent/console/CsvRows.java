package io.quarry.agent.console;

import io.quarry.model.Outcome;
import io.quarry.model.Problem;
import java.io.PrintStream;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;

/** RFC 4180: a header, lines that end in CR LF, quotes where a value needs them. Nested values are JSON, null is empty. */
final class CsvRows implements RowWriter {
    private static final String LINE_END = "\r\n";

    private final PrintStream out;

    CsvRows(PrintStream out, Schema columns) {
        this.out = out;
        out.print(columns.getFields().stream().map(Schema.Field::name).collect(Collectors.joining(",", "", LINE_END)));
    }

    @Override
    public void row(IndexedRecord finding) {
        out.print(finding.getSchema().getFields().stream()
                .map(field -> quoted(Cell.text(field.schema(), finding.get(field.pos()))))
                .collect(Collectors.joining(",", "", LINE_END)));
    }

    @Override
    public void end(Outcome outcome, long rows, List<Problem> problems) {
        // a CSV file has rows only; the outcome goes to standard error
    }

    static String quoted(String value) {
        boolean plain = value.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
        return plain ? value : '"' + value.replace("\"", "\"\"") + '"';
    }
}
