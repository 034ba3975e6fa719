package io.quarry.agent.console;

import io.quarry.model.Outcome;
import io.quarry.model.Problem;
import io.quarry.schemas.Job;
import io.quarry.schemas.Printable;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;

/**
 * The essential columns as a table that fits the terminal. The first rows decide on the widths; what is longer is cut, and
 * an ellipsis says so. Text from the host is escaped: none of it reaches the terminal as a control sequence.
 */
final class TableRows implements RowWriter {
    private static final int MEASURED = 500;
    private static final int NARROWEST = 5;
    private static final String GAP = "  ";
    private static final String CUT = "\u2026";

    private final PrintStream out;
    private final int width;
    private final List<Schema.Field> columns;
    private final List<List<String>> waiting = new ArrayList<>();
    private int[] widths = {};

    /** @param width of the terminal, characters */
    TableRows(PrintStream out, Job job, int width) {
        this.out = out;
        this.width = width;
        List<String> essential = job.essential();
        this.columns = job.columns().getFields().stream()
                .filter(f -> essential.contains(f.name()))
                .toList();
        waiting.add(columns.stream().map(f -> f.name().toUpperCase(Locale.ROOT)).toList());
    }

    @Override
    public void row(IndexedRecord finding) {
        List<String> cells = columns.stream()
                .map(field -> Printable.escape(Cell.brief(field.schema(), finding.get(field.pos()))))
                .toList();
        if (widths.length > 0) {
            print(cells);
            return;
        }
        waiting.add(cells);
        if (waiting.size() > MEASURED) {
            flush();
        }
    }

    @Override
    public void end(Outcome outcome, long rows, List<Problem> problems) {
        if (widths.length == 0) {
            flush();
        }
    }

    private void flush() {
        int[] natural = new int[columns.size()];
        for (List<String> row : waiting) {
            for (int i = 0; i < natural.length; i++) {
                natural[i] = Math.max(natural[i], length(row.get(i)));
            }
        }
        widths = fit(natural, width);
        waiting.forEach(this::print);
        waiting.clear();
    }

    /** Takes from the widest until all fit; where not even the narrowest do, the last columns are left out. */
    static int[] fit(int[] natural, int width) {
        int shown = Math.max(1, Math.min(natural.length, (width + GAP.length()) / (NARROWEST + GAP.length())));
        int[] widths = Arrays.copyOf(natural, shown);
        int room = width - GAP.length() * (shown - 1);
        while (Arrays.stream(widths).sum() > room) {
            int widest = 0;
            for (int i = 1; i < widths.length; i++) {
                widest = widths[i] > widths[widest] ? i : widest;
            }
            if (widths[widest] <= 1) {
                return widths;
            }
            widths[widest]--;
        }
        return widths;
    }

    private void print(List<String> cells) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String cell = cells.get(i);
            int length = length(cell);
            if (length > widths[i]) {
                cell = cell.substring(0, cell.offsetByCodePoints(0, widths[i] - 1)) + CUT;
                length = widths[i];
            }
            line.append(cell).append(" ".repeat(widths[i] - length)).append(GAP);
        }
        out.print(line.toString().stripTrailing());
        out.print('\n');
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
