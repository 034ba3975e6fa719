package io.quarry.results.query;

import io.quarry.schemas.Job;
import io.quarry.schemas.JobCatalogue;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/** What an export takes, and its rows piece by piece. */
@Component
public final class ExportQueries {
    private final ReadOnlyStore store;
    private final RunQueries runs;
    private final JobCatalogue catalogue;

    public ExportQueries(ReadOnlyStore store, RunQueries runs, JobCatalogue catalogue) {
        this.store = store;
        this.runs = runs;
        this.catalogue = catalogue;
    }

    /**
     * @throws UnknownIdException when there is no such run
     * @throws RefusedQueryException when columns or condition are not right
     */
    public ExportPlan plan(ExportRequest request) {
        return store.read(connection -> {
            Job job = catalogue.get(runs.job(connection, request.run()));
            List<String> columns = Asked.columns(job, request.columns());
            Asked.condition(connection, job, request.where());
            Long asked = request.until();
            long until = asked == null ? lastSettled(connection, request.run()) : asked;
            SortedMap<String, Long> outcomes = outcomes(connection, request.run());
            long targeted =
                    outcomes.values().stream().mapToLong(Long::longValue).sum();
            return new ExportPlan(
                    request,
                    job,
                    columns,
                    until,
                    request.where() == null ? rows(connection, request.run(), until) : null,
                    targeted,
                    outcomes);
        });
    }

    /** The rows of an export, from its beginning. */
    public ExportPieces pieces(ExportPlan plan) {
        return ExportPieces.rows(store, plan);
    }

    /** The rows of an export as lines of CSV, see {@link CsvLine}. */
    public ExportPieces lines(ExportPlan plan, boolean guarded) {
        return ExportPieces.lines(store, plan, CsvLine.of(plan.job(), plan.columns(), guarded));
    }

    /**
     * Writes all rows of an export into a Parquet file, in no particular order. What is read is one committed state, and
     * no client is waited for meanwhile.
     *
     * @param file in the folder that the store lets be written to
     * @return how many rows
     */
    public long parquet(ExportPlan plan, Path file) {
        String where = plan.request().where() == null ? "TRUE" : plan.request().where();
        String run = literal(plan.request().run());
        String sql = "COPY (SELECT " + Asked.list(plan.columns()) + " FROM (SELECT f.* FROM store."
                + plan.job().view()
                + " f SEMI JOIN (SELECT run_id, task_id, attempt FROM store.settlements WHERE run_id = "
                + run + " AND ord <= " + plan.until() + " AND outcome <> 'INCOMPLETE') s ON f.run_id = s.run_id"
                + " AND f.task_id = s.task_id AND f.attempt = s.attempt WHERE f.run_id = " + run + ") WHERE (\n" + where
                + "\n)) TO " + literal(file.toString())
                + " (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE_BYTES '64MB')";
        return store.read(connection -> Statements.copy(connection, sql));
    }

    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    private long lastSettled(Connection connection, String run) throws SQLException {
        return number(connection, "SELECT coalesce(max(ord), 0) FROM store.settlements WHERE run_id = ?", run);
    }

    private long rows(Connection connection, String run, long until) throws SQLException {
        return number(
                connection,
                "SELECT coalesce(sum(rows_stored), 0)::BIGINT FROM store.settlements WHERE outcome <> 'INCOMPLETE'"
                        + " AND run_id = ? AND ord <= ?",
                run,
                until);
    }

    private long number(Connection connection, String sql, Object... parameters) throws SQLException {
        return Statements.query(connection, store.limit(), sql, List.of(parameters), rows -> {
            rows.next();
            return rows.getLong(1);
        });
    }

    private SortedMap<String, Long> outcomes(Connection connection, String run) throws SQLException {
        return Statements.query(
                connection,
                store.limit(),
                "SELECT coalesce(outcome, 'PENDING'), count(*) FROM coverage WHERE run_id = ? GROUP BY 1",
                List.of(run),
                rows -> {
                    SortedMap<String, Long> outcomes = new TreeMap<>();
                    while (rows.next()) {
                        outcomes.put(rows.getString(1), rows.getLong(2));
                    }
                    return outcomes;
                });
    }
}
