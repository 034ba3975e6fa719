package io.quarry.results.query;

import io.quarry.schemas.Job;
import io.quarry.schemas.JobCatalogue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JsonGenerator;

/** Least frequent first: what few assets have is what hunters look at. And what became of it since another run. */
@Component
public final class StackQueries {
    private static final int KEYS = 3;

    private final ReadOnlyStore store;
    private final RunQueries runs;
    private final JobCatalogue catalogue;

    public StackQueries(ReadOnlyStore store, RunQueries runs, JobCatalogue catalogue) {
        this.store = store;
        this.runs = runs;
        this.catalogue = catalogue;
    }

    /**
     * Each combination of values, with the number of assets that have it and of rows.
     *
     * @param by columns, commas between; null for the job's default stack
     * @throws UnknownIdException when there is no such run
     * @throws RefusedQueryException when columns or cursor are not right
     */
    public void stack(String run, @Nullable String by, PageRequest page, JsonGenerator out) {
        store.read(connection -> {
            Job job = catalogue.get(runs.job(connection, run));
            ByColumns columns = ByColumns.of(job, by, job.stack());
            String scope = "stack " + run + " " + columns.names();
            List<Object> parameters = new ArrayList<>(List.of(run));
            String sql = "SELECT quarry_assets, quarry_rows, quarry_text, " + columns.listed()
                    + ", quarry_assets AS assets, quarry_rows AS rows FROM (SELECT " + columns.listed()
                    + ", count(DISTINCT quarry_asset) AS quarry_assets, count(*) AS quarry_rows, " + columns.text()
                    + " AS quarry_text FROM (SELECT " + columns.selected() + ", asset_id AS quarry_asset FROM "
                    + job.view() + " WHERE run_id = ?) GROUP BY ALL)"
                    + after(page, scope, "(quarry_assets, quarry_rows, quarry_text)", parameters)
                    + " ORDER BY quarry_assets, quarry_rows, quarry_text";
            new ListPage(scope, KEYS, page.limit()).write(connection, store.limit(), sql, parameters, out);
            return page;
        });
    }

    /**
     * What one run has and the other has not, asset by asset, put together over the fleet: on how many assets it is new,
     * from how many it is gone. Only assets that answered both times count; what is the same everywhere is left out.
     *
     * @param run the later one
     * @param other what it is compared with; a run of the same job
     * @param by columns that tell what is the same; null for the job's key
     * @throws UnknownIdException when there is no such run
     * @throws RefusedQueryException when the jobs differ, or columns or cursor are not right
     */
    public void diff(String run, String other, @Nullable String by, PageRequest page, JsonGenerator out) {
        store.read(connection -> {
            String name = runs.job(connection, run);
            if (!runs.job(connection, other).equals(name)) {
                throw new RefusedQueryException("other", other, "must be a run of the same job, " + name);
            }
            Job job = catalogue.get(name);
            ByColumns columns = ByColumns.of(job, by, job.key());
            String scope = "diff " + run + " " + other + " " + columns.names();
            List<Object> parameters = new ArrayList<>(List.of(run, run, other, run, other));
            String sql = "SELECT quarry_count, quarry_gone, quarry_text, " + columns.listed()
                    + ", quarry_new AS new_on, quarry_gone AS gone_from FROM (" + changes(job, columns) + ")"
                    + after(page, scope, "(quarry_count, quarry_gone, quarry_text)", parameters)
                    + " ORDER BY quarry_count, quarry_gone, quarry_text";
            new ListPage(scope, KEYS, page.limit()).write(connection, store.limit(), sql, parameters, out);
            return page;
        });
    }

    private static String changes(Job job, ByColumns columns) {
        String listed = columns.listed();
        return "SELECT " + listed + ", count(*) FILTER (quarry_side = 0) AS quarry_new,"
                + " count(*) FILTER (quarry_side = 1) AS quarry_gone, count(*) AS quarry_count, " + columns.text()
                + " AS quarry_text FROM (SELECT " + listed
                + ", quarry_asset, any_value(quarry_side) AS quarry_side FROM"
                + " (SELECT DISTINCT " + columns.selected() + ", asset_id AS quarry_asset,"
                + " CASE WHEN run_id = ? THEN 0 ELSE 1 END AS quarry_side FROM " + job.view()
                + " WHERE run_id IN (?, ?) AND asset_id IN (" + answered() + " INTERSECT " + answered() + "))"
                + " GROUP BY ALL HAVING count(*) = 1) GROUP BY " + listed;
    }

    private static String answered() {
        return "SELECT asset_id FROM settlements WHERE run_id = ? AND outcome IN ('COMPLETED', 'PARTIAL', 'TRUNCATED')";
    }

    private static String after(PageRequest page, String scope, String order, List<Object> parameters) {
        return page.after(scope, KEYS)
                .map(cursor -> {
                    parameters.add(cursor.number(0));
                    parameters.add(cursor.number(1));
                    parameters.add(cursor.position().get(2));
                    return " WHERE " + order + " > (?::BIGINT, ?::BIGINT, ?::VARCHAR)";
                })
                .orElse("");
    }
}
