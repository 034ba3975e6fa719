package io.quarry.results.console;

import io.quarry.schemas.Job;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Times of findings on one axis.
 *
 * @param from where the axis begins
 * @param until where it ends
 * @param columns whose times are shown
 * @param lines one for each row
 */
public record Timeline(Instant from, Instant until, List<Columns.Column> columns, List<Line> lines) {
    private static final double FULL = 1000;
    /** Began then, and was there still when the row was collected. */
    private static final Set<String> LASTING = Set.of("logon_time", "start_time");
    /** So that a point at the end of the axis is not cut in two. */
    private static final double MARGIN = 0.02;

    public Timeline {
        columns = List.copyOf(columns);
        lines = List.copyOf(lines);
    }

    /**
     * A row.
     *
     * @param row as the store has it
     * @param marks of its times
     * @param bar what lasted; null when nothing did
     */
    public record Line(
            JsonNode row, List<Mark> marks, @Nullable Mark bar) {
        public Line {
            marks = List.copyOf(marks);
        }
    }

    /**
     * A time, or a span of it.
     *
     * @param tone number of its colour
     * @param from 0 to 1000
     * @param width of 1000
     * @param title for people
     */
    public record Mark(int tone, double from, double width, String title) {
        public String x() {
            return String.format(Locale.ROOT, "%.1f", from);
        }

        public String w() {
            return String.format(Locale.ROOT, "%.1f", width);
        }
    }

    /** Columns of a job that say when something was. */
    static List<Columns.Column> columns(Job job) {
        return Columns.own(job).stream()
                .filter(c -> c.kind() == Columns.Kind.INSTANT)
                .toList();
    }

    public static boolean fits(Job job) {
        return !columns(job).isEmpty();
    }

    /**
     * @param rows with the columns and {@code collected_at} as ISO 8601
     * @param span how much time before the latest one is shown; null for all
     */
    static Timeline of(List<Columns.Column> columns, List<JsonNode> rows, @Nullable Duration span) {
        List<Instant> all = new ArrayList<>();
        for (JsonNode row : rows) {
            at(row, "collected_at").ifPresent(all::add);
            columns.forEach(c -> at(row, c.name()).ifPresent(all::add));
        }
        Instant until = all.stream().max(Instant::compareTo).orElse(Instant.EPOCH);
        Instant first = all.stream().min(Instant::compareTo).orElse(Instant.EPOCH);
        Instant from = span == null || first.isAfter(until.minus(span)) ? first : until.minus(span);
        List<Line> lines = rows.stream().map(r -> line(r, columns, from, until)).toList();
        return new Timeline(from, until, columns, lines);
    }

    private static Line line(JsonNode row, List<Columns.Column> columns, Instant from, Instant until) {
        List<Mark> marks = new ArrayList<>();
        Mark bar = null;
        for (int i = 0; i < columns.size(); i++) {
            Columns.Column column = columns.get(i);
            Optional<Instant> at = at(row, column.name());
            if (at.isEmpty()) {
                continue;
            }
            String title = column.title() + " " + at.get();
            Optional<Instant> end = at(row, "collected_at");
            if (LASTING.contains(column.name()) && end.isPresent() && !at.get().isAfter(end.get())) {
                double x = Math.max(0, place(at.get(), from, until));
                bar = new Mark(i, x, place(end.get(), from, until) - x, title);
            } else if (!at.get().isBefore(from)) {
                marks.add(new Mark(i, place(at.get(), from, until), 0, title));
            }
        }
        return new Line(row, marks, bar);
    }

    private static double place(Instant at, Instant from, Instant until) {
        double whole = Math.max(1, Duration.between(from, until).toMillis());
        double share = Duration.between(from, at).toMillis() / whole;
        return FULL * (MARGIN / 2 + share * (1 - MARGIN));
    }

    private static Optional<Instant> at(JsonNode row, String column) {
        String text = row.path(column).asString("");
        return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
    }
}
