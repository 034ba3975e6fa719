package io.quarry.results.query;

import io.quarry.schemas.Job;
import io.quarry.schemas.JobCatalogue;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JsonGenerator;

/** How many assets had something, run by run: what spreads, what goes away, what was always there. */
@Component
public final class PrevalenceQueries {
    private static final int KEYS = 3;

    private final ReadOnlyStore store;
    private final RunQueries runs;
    private final JobCatalogue catalogue;

    public PrevalenceQueries(ReadOnlyStore store, RunQueries runs, JobCatalogue catalogue) {
        this.store = store;
        this.runs = runs;
        this.catalogue = catalogue;
    }

    /**
     * For each combination of values a line for each run, the earliest first: on how many assets it was, of how many that
     * answered. A run in which nobody had it is a line with 0.
     *
     * @param job null when the request names a run, whose job it is then
     * @throws UnknownIdException when there is no such run
     * @throws RefusedQueryException when columns, condition or cursor are not right
     */
    public void list(@Nullable String job, StackRequest request, PageRequest page, JsonGenerator out) {
        store.read(connection -> {
            Job of = catalogue.get(runs.job(connection, job, request.scope()));
            ByColumns columns = ByColumns.of(of, request.by(), of.stack());
            String condition = Asked.condition(connection, of, request.where());
            String scope = "prevalence " + of.name() + " " + columns.names() + " " + request;
            List<Object> parameters = new ArrayList<>();
            String sql = "SELECT quarry_text, quarry_us, quarry_run, " + columns.listed()
                    + ", quarry_run AS run_id, quarry_fired AS fired_at, quarry_assets AS assets,"
                    + " quarry_answered AS answered, quarry_assets / quarry_answered AS share FROM ("
                    + lines(of, columns, request.scope(), condition, parameters) + ")" + after(page, scope, parameters)
                    + " ORDER BY quarry_text, quarry_us, quarry_run";
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

    private static String lines(
            Job job, ByColumns columns, FindingScope scope, String condition, List<Object> parameters) {
        String counted = "SELECT " + columns.listed() + ", quarry_of, " + columns.text()
                + " AS quarry_text, count(DISTINCT quarry_asset) AS quarry_count FROM (SELECT " + columns.selected()
                + ", asset_id AS quarry_asset, run_id AS quarry_of FROM (" + scope.rows(job, parameters)
                + ") WHERE (\n" + condition + "\n)) GROUP BY " + columns.listed() + ", quarry_of";
        String answered = scope.answered(job, parameters);
        return "WITH counted AS MATERIALIZED (" + counted + "), answered AS (" + answered
                + "), things AS (SELECT DISTINCT "
                + columns.listed() + ", quarry_text FROM counted) SELECT things.*, a.run_id AS quarry_run,"
                + " r.fired_at AS quarry_fired, epoch_us(r.fired_at) AS quarry_us, a.quarry_answered,"
                + " coalesce(c.quarry_count, 0) AS quarry_assets FROM things CROSS JOIN answered a"
                + " JOIN runs r ON r.run_id = a.run_id"
                + " LEFT JOIN counted c ON c.quarry_text = things.quarry_text AND c.quarry_of = a.run_id";
    }

    private static String after(PageRequest page, String scope, List<Object> parameters) {
        Optional<Cursor> after = page.after(scope, KEYS);
        after.ifPresent(cursor -> parameters.addAll(List.of(
                cursor.position().get(0), cursor.number(1), cursor.position().get(2))));
        return after.isPresent()
                ? " WHERE (quarry_text, quarry_us, quarry_run) > (?::VARCHAR, ?::BIGINT, ?::VARCHAR)"
                : "";
    }
}
