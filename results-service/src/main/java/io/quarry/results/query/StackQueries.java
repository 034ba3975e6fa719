package io.quarry.results.query;

import io.quarry.schemas.Job;
import io.quarry.schemas.JobCatalogue;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JsonGenerator;

/** Least frequent first: what few assets have is what hunters look at. */
@Component
public final class StackQueries {
    private static final int KEYS = 3;

    private final ReadOnlyStore store;
    private final RunQueries runs;
    private final DiffQueries diffs;
    private final JobCatalogue catalogue;

    public StackQueries(ReadOnlyStore store, RunQueries runs, DiffQueries diffs, JobCatalogue catalogue) {
        this.store = store;
        this.runs = runs;
        this.diffs = diffs;
        this.catalogue = catalogue;
    }

    /**
     * Each combination of values of one run.
     *
     * @param by columns, commas between; null for the job's default stack
     * @throws UnknownIdException when there is no such run
     * @throws RefusedQueryException when columns or cursor are not right
     */
    public void stack(String run, @Nullable String by, PageRequest page, JsonGenerator out) {
        stack(null, new StackRequest(FindingScope.run(run), by, null, List.of()), page, out);
    }

    /**
     * Each combination of values, with the number of assets that have it and of rows, when it was first seen and last.
     *
     * @param job null when the request names a run, whose job it is then
     * @throws UnknownIdException when there is no such run
     * @throws RefusedQueryException when columns, condition, baseline or cursor are not right
     */
    public void stack(@Nullable String job, StackRequest request, PageRequest page, JsonGenerator out) {
        store.read(connection -> {
            Job of = catalogue.get(runs.job(connection, job, request.scope()));
            baseline(connection, of, request);
            ByColumns columns = ByColumns.of(of, request.by(), of.stack());
            String condition = Asked.condition(connection, of, request.where());
            String scope = "stack " + of.name() + " " + columns.names() + " " + request;
            List<Object> parameters = new ArrayList<>();
            String sql = "SELECT quarry_assets, quarry_rows, quarry_text, " + columns.listed()
                    + ", quarry_assets AS assets, quarry_rows AS rows, quarry_first AS first_seen,"
                    + " quarry_last AS last_seen FROM (" + grouped(of, columns, request, condition, parameters) + ")"
                    + after(page, scope, parameters) + " ORDER BY quarry_assets, quarry_rows, quarry_text";
            try {
                new ListPage(scope, KEYS, page.limit()).write(connection, store.limit(), sql, parameters, out);
            } catch (SQLException | QueryTimeoutException e) {
                if (request.where() == null) {
                    throw e;
                }
                throw Asked.refusal(request.where(), e);
            }
            return page;
        });
    }

    /** See {@link DiffQueries#diff}; compares by the job's own choice. */
    public void diff(String run, String other, @Nullable String by, PageRequest page, JsonGenerator out) {
        diffs.diff(run, other, by, null, page, out);
    }

    private void baseline(Connection connection, Job job, StackRequest request) throws SQLException {
        if (!request.baseline().isEmpty()) {
            runs.job(connection, job.name(), new FindingScope(request.baseline(), null, null, null));
        }
    }

    private static String grouped(
            Job job, ByColumns columns, StackRequest request, String condition, List<Object> parameters) {
        String grouped = "SELECT " + columns.listed() + ", count(DISTINCT quarry_asset) AS quarry_assets,"
                + " count(*) AS quarry_rows, min(quarry_at) AS quarry_first, max(quarry_at) AS quarry_last, "
                + columns.text() + " AS quarry_text FROM (SELECT " + columns.selected()
                + ", asset_id AS quarry_asset, collected_at AS quarry_at FROM ("
                + request.scope().rows(job, parameters) + ") WHERE (\n" + condition + "\n)) GROUP BY "
                + columns.listed();
        if (request.baseline().isEmpty()) {
            return grouped;
        }
        FindingScope known = new FindingScope(request.baseline(), null, null, null);
        return "SELECT * FROM (" + grouped + ") ANTI JOIN (SELECT " + columns.text()
                + " AS quarry_text FROM (SELECT DISTINCT " + columns.selected() + " FROM ("
                + known.rows(job, parameters) + "))) USING (quarry_text)";
    }

    private static String after(PageRequest page, String scope, List<Object> parameters) {
        Optional<Cursor> after = page.after(scope, KEYS);
        after.ifPresent(cursor -> parameters.addAll(
                List.of(cursor.number(0), cursor.number(1), cursor.position().get(2))));
        return after.isPresent()
                ? " WHERE (quarry_assets, quarry_rows, quarry_text) > (?::BIGINT, ?::BIGINT, ?::VARCHAR)"
                : "";
    }
}
