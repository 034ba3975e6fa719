package io.quarry.cli.view;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Rows under heads, as wide as the terminal at most: what is too long ends in three dots, and columns that would leave the
 * others no room are left out and named below.
 */
public final class Table {
    private static final String GAP = "  ";
    private static final int NARROWEST = 6;
    /** A column gets this much, or all it needs where that is less, before the next one is shown at all. */
    private static final int USEFUL = 16;

    private final List<Column> columns;
    private final List<List<String>> cells = new ArrayList<>();
    private final List<Boolean> numeric = new ArrayList<>();
    private final CellText text;

    public Table(List<Column> columns, CellText text) {
        this.columns = List.copyOf(columns);
        this.text = text;
        this.columns.forEach(c -> numeric.add(true));
    }

    public void add(JsonNode row) {
        List<String> line = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            JsonNode value = columns.get(i).value(row);
            line.add(text.of(value));
            if (!value.isNumber() && !value.isNull() && !value.isMissingNode()) {
                numeric.set(i, false);
            }
        }
        cells.add(line);
    }

    public int size() {
        return cells.size();
    }

    public void print(PrintWriter out, int width) {
        int[] needs = needs();
        int shown = shown(needs, width);
        int[] widths = widths(Arrays.copyOf(needs, shown), width);
        line(out, columns.stream().map(Column::title).toList(), widths);
        cells.forEach(row -> line(out, row, widths));
        if (shown < columns.size()) {
            out.println("Not shown for want of room: "
                    + columns.stream().skip(shown).map(Column::title).collect(Collectors.joining(", ")));
        }
        out.flush();
    }

    private int[] needs() {
        int[] needs = new int[columns.size()];
        for (int i = 0; i < needs.length; i++) {
            int column = i;
            needs[i] = Math.max(
                    length(columns.get(i).title()),
                    cells.stream().mapToInt(r -> length(r.get(column))).max().orElse(0));
        }
        return needs;
    }

    /** How many columns, from the left, get a useful width; the first always. */
    private static int shown(int[] needs, int width) {
        int used = 0;
        for (int i = 0; i < needs.length; i++) {
            used += Math.min(needs[i], USEFUL) + (i == 0 ? 0 : GAP.length());
            if (used > width) {
                return Math.max(1, i);
            }
        }
        return needs.length;
    }

    /** What each column needs; while that is too much, the widest gives way. */
    private static int[] widths(int[] widths, int width) {
        int room = Math.max(width - GAP.length() * (widths.length - 1), widths.length);
        int sum = IntStream.of(widths).sum();
        while (sum > room) {
            int widest = 0;
            for (int i = 1; i < widths.length; i++) {
                widest = widths[i] > widths[widest] ? i : widest;
            }
            if (widths[widest] <= NARROWEST) {
                break; // narrower says nothing any more: let the terminal wrap
            }
            widths[widest]--;
            sum--;
        }
        return widths;
    }

    private void line(PrintWriter out, List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String cell = shortened(row.get(i), widths[i]);
            String padding = " ".repeat(Math.max(0, widths[i] - length(cell)));
            line.append(i == 0 ? "" : GAP).append(numeric.get(i) ? padding + cell : cell + padding);
        }
        out.println(line.toString().stripTrailing());
    }

    private static String shortened(String cell, int width) {
        if (length(cell) <= width) {
            return cell;
        }
        return cell.substring(0, cell.offsetByCodePoints(0, Math.max(0, width - 3))) + "...";
    }

    private static int length(String cell) {
        return cell.codePointCount(0, cell.length());
    }
}
