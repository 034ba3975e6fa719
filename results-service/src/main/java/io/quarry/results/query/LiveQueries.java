package io.quarry.results.query;

import io.quarry.results.store.Commits;
import io.quarry.results.store.Store;
import io.quarry.schemas.Job;
import io.quarry.schemas.JobCatalogue;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What those who follow a run are told. */
@Component
public final class LiveQueries {
    /** Rows held at a time for one follower: the next ones are read when it has taken these. */
    public static final int ROWS = 200;

    private static final JsonMapper JSON = JsonMapper.shared();

    private final ReadOnlyStore store;
    private final RunQueries runs;
    private final JobCatalogue catalogue;
    private final Commits commits;

    public LiveQueries(ReadOnlyStore store, RunQueries runs, JobCatalogue catalogue, Store written) {
        this.store = store;
        this.runs = runs;
        this.catalogue = catalogue;
        this.commits = written.commits();
    }

    /**
     * A row, and where it stands.
     *
     * @param ord number of its task's settlement; only grows
     * @param seq place in the task
     * @param json the finding
     */
    public record Row(long ord, long seq, String json) {}

    /**
     * How far a run is.
     *
     * @param json as {@code /api/runs/{id}} shows it
     * @param done whether nothing will come any more
     */
    public record Progress(String json, boolean done) {}

    /** @throws UnknownIdException when there is no such run */
    public Progress progress(String run) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(text)) {
            runs.one(run, out);
        }
        JsonNode shown = JSON.readTree(text.toString());
        return new Progress(text.toString(), shown.path("done").asBoolean(false));
    }

    /**
     * The next rows behind a place, {@value #ROWS} at most.
     *
     * @throws UnknownIdException when there is no such run
     * @throws RefusedQueryException when columns are not right
     */
    public List<Row> rows(String run, @Nullable String columns, long ord, long seq) {
        return store.read(connection -> {
            Job job = catalogue.get(runs.job(connection, run));
            List<Object> parameters = new ArrayList<>();
            String rows = FindingScope.run(run).rows(job, parameters);
            parameters.addAll(List.of(ord, ord, seq));
            String sql = "SELECT quarry_ord, seq AS quarry_seq, " + Asked.list(Asked.columns(job, columns)) + " FROM ("
                    + rows + " AND (s.ord > ? OR (s.ord = ? AND f.seq > ?))) ORDER BY quarry_ord, quarry_seq LIMIT "
                    + ROWS;
            return Statements.query(connection, store.limit(), sql, parameters, found -> {
                List<Row> next = new ArrayList<>();
                RowJson row = new RowJson(found);
                while (found.next()) {
                    StringWriter text = new StringWriter();
                    try (JsonGenerator out = JSON.createGenerator(text)) {
                        out.writeStartObject();
                        row.fields(out, 3);
                        out.writeEndObject();
                    }
                    next.add(new Row(found.getLong(1), found.getLong(2), text.toString()));
                }
                return next;
            });
        });
    }

    /** What {@link #await} is to be told. */
    public long seen() {
        return commits.count();
    }

    /** Waits until the store has taken something more, or the time is over. */
    public void await(long seen, Duration longest) throws InterruptedException {
        commits.await(seen, longest);
    }
}
