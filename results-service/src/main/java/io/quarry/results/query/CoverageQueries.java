package io.quarry.results.query;

import io.quarry.schemas.Job;
import io.quarry.schemas.JobCatalogue;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JsonGenerator;

/** Questions about the fleet rather than its findings: who did not answer, and who differs from everybody else. */
@Component
public final class CoverageQueries {
    private static final String UNANSWERED = """
            SELECT c.asset_id AS quarry_key, c.asset_id, any_value(a.hostname) AS hostname,
              any_value(a.last_seen) AS last_seen, any_value(w.last_answer) AS last_answer, count(*) AS unanswered,
              min(c.issued_at) AS unanswered_since, arg_max(c.run_id, c.issued_at) AS last_run_id
            FROM coverage c
            LEFT JOIN store.assets a ON a.asset_id = c.asset_id
            LEFT JOIN (SELECT asset_id, max(finished_at) AS last_answer FROM store.settlements GROUP BY asset_id) w
              ON w.asset_id = c.asset_id
            WHERE c.state <> 'FINISHED'""";

    private final ReadOnlyStore store;
    private final RunQueries runs;
    private final JobCatalogue catalogue;

    public CoverageQueries(ReadOnlyStore store, RunQueries runs, JobCatalogue catalogue) {
        this.store = store;
        this.runs = runs;
        this.catalogue = catalogue;
    }

    /**
     * Assets with tasks that they have not answered, by id: how many tasks, since when, when the asset was last heard and
     * when it last answered anything.
     *
     * @param run only tasks of this run; null for all
     * @throws UnknownIdException when there is no such run
     */
    public void silent(@Nullable String run, PageRequest page, JsonGenerator out) {
        String scope = "silent " + run;
        store.read(connection -> {
            List<Object> parameters = new ArrayList<>();
            StringBuilder sql = new StringBuilder(UNANSWERED);
            if (run != null) {
                runs.job(connection, run);
                sql.append(" AND c.run_id = ?");
                parameters.add(run);
            }
            page.after(scope, 1).ifPresent(cursor -> {
                sql.append(" AND c.asset_id > ?");
                parameters.add(cursor.position().get(0));
            });
            sql.append(" GROUP BY c.asset_id ORDER BY c.asset_id");
            new ListPage(scope, 1, page.limit()).write(connection, store.limit(), sql.toString(), parameters, out);
            return page;
        });
    }

    /**
     * What the job's fleet-wide checks find in a run: assets on which something differs from what most have. Jobs without
     * such checks have an empty list.
     *
     * @throws UnknownIdException when there is no such run
     */
    public void checks(String run, PageRequest page, JsonGenerator out) {
        String scope = "checks " + run;
        store.read(connection -> {
            Job job = catalogue.get(runs.job(connection, run));
            List<Object> parameters = new ArrayList<>();
            String all = job.fleetChecks().isEmpty()
                    ? "SELECT NULL::VARCHAR AS quarry_key WHERE FALSE"
                    : job.fleetChecks().stream()
                            .map(check -> differing(job, check, run, parameters))
                            .collect(Collectors.joining(" UNION ALL "));
            StringBuilder sql = new StringBuilder("SELECT * FROM (" + all + ")");
            page.after(scope, 1).ifPresent(cursor -> {
                sql.append(" WHERE quarry_key > ?");
                parameters.add(cursor.position().get(0));
            });
            sql.append(" ORDER BY quarry_key");
            new ListPage(scope, 1, page.limit()).write(connection, store.limit(), sql.toString(), parameters, out);
            return page;
        });
    }

    /** Who has another value than more than half of those that have one at all. */
    private static String differing(Job job, Job.FleetCheck check, String run, List<Object> parameters) {
        String same = Asked.list(check.same());
        String text = check.same().stream()
                .map(name -> ByColumns.quoted(name) + " := " + ByColumns.quoted(name))
                .collect(Collectors.joining(", "));
        return "SELECT asset_id || chr(31) || '" + check.name() + "' || chr(31) || to_json(struct_pack(" + text
                + "))::VARCHAR || quarry_value AS quarry_key, '" + check.name()
                + "' AS check, asset_id, hostname, to_json(struct_pack(" + text
                + ")) AS same, quarry_value AS value, usual, agreeing, assets FROM (SELECT *,"
                + " arg_max(quarry_value, votes) OVER fleet AS usual, max(votes) OVER fleet AS agreeing,"
                + " count(DISTINCT asset_id) OVER fleet AS assets FROM (SELECT *, count(DISTINCT asset_id) OVER"
                + " (PARTITION BY " + same + ", quarry_value) AS votes FROM (SELECT DISTINCT asset_id, hostname, "
                + same + ", " + ByColumns.path(check.value()) + " AS quarry_value FROM ("
                + FindingScope.run(run).rows(job, parameters) + ") WHERE (" + check.where() + ") AND "
                + ByColumns.path(check.value()) + " IS NOT NULL)) WINDOW fleet AS (PARTITION BY " + same
                + ")) WHERE assets >= " + check.assets() + " AND agreeing * 2 > assets AND quarry_value <> usual";
    }
}
