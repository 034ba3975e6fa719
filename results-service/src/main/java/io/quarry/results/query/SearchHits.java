package io.quarry.results.query;

import static java.util.stream.Collectors.joining;

import io.quarry.results.index.TextColumns;
import io.quarry.results.index.Words;
import io.quarry.schemas.Job;
import io.quarry.schemas.JobCatalogue;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.IntStream;
import tools.jackson.core.JsonGenerator;

/** Reads the rows of tasks that may have hits, and keeps those that have. */
final class SearchHits {
    private static final Comparator<Hit> NEWEST_TASK_FIRST = Comparator.comparing(
                    (Hit hit) -> hit.position().ord(), Comparator.reverseOrder())
            .thenComparing(hit -> hit.position().seq())
            .thenComparing(hit -> hit.position().column());

    private final Duration time;
    private final String text;
    private final String words;
    private final List<Hit> found = new ArrayList<>();

    SearchHits(Duration time, String text, List<String> words) {
        this.time = time;
        this.text = literal(text);
        this.words = words.stream().map(SearchHits::literal).collect(joining(", ", "[", "]"));
    }

    /** A value that has what is looked for. */
    record Hit(
            SearchQueries.Position position,
            String job,
            String run,
            String task,
            int attempt,
            String asset,
            String hostname,
            Instant collected,
            String column,
            String value) {
        void write(JsonGenerator out) {
            out.writeStartObject();
            out.writeStringProperty("job", job);
            out.writeStringProperty("run_id", run);
            out.writeStringProperty("task_id", task);
            out.writeNumberProperty("attempt", attempt);
            out.writeStringProperty("asset_id", asset);
            out.writeStringProperty("hostname", hostname);
            out.writeNumberProperty("seq", position.seq());
            out.writeStringProperty("column", column);
            out.writeStringProperty("value", value);
            out.writeStringProperty("collected_at", collected.toString());
            out.writeEndObject();
        }
    }

    List<Hit> found() {
        return Collections.unmodifiableList(found);
    }

    /** @param room hits to add at most: the first ones of the list's order */
    void look(
            Connection connection,
            JobCatalogue catalogue,
            SortedMap<String, List<Long>> tasks,
            SearchQueries.Position after,
            int room)
            throws SQLException {
        List<Hit> all = new ArrayList<>();
        for (var entry : tasks.entrySet()) {
            Job job = catalogue.find(entry.getKey()).orElse(null);
            if (job != null) {
                all.addAll(inJob(connection, job, entry.getValue(), after, room));
            }
        }
        all.stream().sorted(NEWEST_TASK_FIRST).limit(room).forEach(found::add);
    }

    private List<Hit> inJob(Connection connection, Job job, List<Long> tasks, SearchQueries.Position after, int room)
            throws SQLException {
        List<TextColumns.TextColumn> columns = TextColumns.of(job);
        List<Object> parameters = List.of(after.ord(), after.ord(), after.seq(), after.column(), room);
        return Statements.query(connection, time, sql(job, columns, tasks), parameters, rows -> {
            List<Hit> hits = new ArrayList<>();
            while (rows.next()) {
                hits.add(hit(job, columns, rows));
            }
            return hits;
        });
    }

    private static Hit hit(Job job, List<TextColumns.TextColumn> columns, ResultSet rows) throws SQLException {
        return new Hit(
                new SearchQueries.Position(rows.getLong("ord"), rows.getLong("seq"), rows.getLong("place")),
                job.name(),
                rows.getString("run_id"),
                rows.getString("task_id"),
                rows.getInt("attempt"),
                rows.getString("asset_id"),
                rows.getString("hostname"),
                rows.getObject("collected_at", OffsetDateTime.class).toInstant(),
                columns.get(rows.getInt("column_index")).name(),
                rows.getString("hit"));
    }

    /** A cheap test drops most rows before the lists of their texts are made. */
    private String sql(Job job, List<TextColumns.TextColumn> columns, List<Long> tasks) {
        String maybe =
                columns.stream().map(c -> c.contains("lower(" + text + ")")).collect(joining(" OR "));
        String texts = IntStream.range(0, columns.size())
                .mapToObj(i -> "list_transform(" + columns.get(i).texts() + ", lambda t: {'c': " + i + ", 't': t})")
                .collect(joining(", ", "flatten([", "])"));
        String ords = tasks.stream().map(String::valueOf).collect(joining(", "));
        return "SELECT * FROM (SELECT ord, run_id, task_id, attempt, asset_id, hostname, seq, collected_at, place, texts[place].c AS"
                + " column_index, texts[place].t AS hit FROM (SELECT *, unnest(range(1, len(texts) + 1)) AS place"
                + " FROM (SELECT s.ord, f.run_id, f.task_id, f.attempt, f.asset_id, f.hostname, f.seq, f.collected_at, "
                + texts
                + " AS texts FROM store." + job.view()
                + " f JOIN store.settlements s ON s.run_id = f.run_id AND s.task_id = f.task_id AND s.attempt = f.attempt"
                + " WHERE s.ord IN (" + ords + ") AND (" + maybe + ")))) WHERE contains(lower(hit), lower(" + text
                + ")) AND list_has_all(" + Words.of("hit") + ", " + words
                + ") AND (ord < ? OR (ord = ? AND (seq, place) > (?::BIGINT, ?::BIGINT)))"
                + " ORDER BY ord DESC, seq, place LIMIT ?";
    }

    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
