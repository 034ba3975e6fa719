package io.quarry.results.query;

import io.quarry.model.Outcome;
import io.quarry.schemas.Job;
import io.quarry.schemas.JobCatalogue;
import io.quarry.schemas.Violations;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JsonGenerator;

/** Runs and their coverage. */
@Component
public final class RunQueries {
    /** Beside the outcomes that assets claim: results that do not add up. */
    private static final String INCOMPLETE = "INCOMPLETE";
    /** Of a task that has no outcome yet. */
    private static final String PENDING = "PENDING";

    private static final List<String> OUTCOMES = Stream.concat(
                    Arrays.stream(Outcome.values()).map(Outcome::name), Stream.of(INCOMPLETE))
            .toList();

    /** Condition over the view {@code runs}. A run that found no asset is over when it expires: until then one may come that
     * matches. */
    public static final String DONE = """
            (state IN ('MISSED', 'SKIPPED') OR (targeted > 0 AND pending = 0 AND (coalesce(waiting, 0) = 0 OR state <> 'OPEN'))
             OR (targeted = 0 AND now() >= expires_at))""";

    private static final String SHOWN = """
            run_id, hunt_id, number, name, job, state, trigger, scheduled_for, fired_at, expires_at, targeted, coalesce(waiting, 0) AS waiting, pending, rows,
            held_by, reason, retry_of, legal_hold, retired_at,
            """ + DONE + " AS done, "
            + OUTCOMES.stream().map(RunQueries::column).collect(Collectors.joining(", "));

    private static final int KEYS = 2;
    private static final int PLAIN_COLUMNS = 20;

    private final ReadOnlyStore store;
    private final JobCatalogue catalogue;

    public RunQueries(ReadOnlyStore store, JobCatalogue catalogue) {
        this.store = store;
        this.catalogue = catalogue;
    }

    /**
     * Runs, newest first.
     *
     * @param hunt only of this hunt; null for all
     */
    public void list(@Nullable String hunt, PageRequest page, JsonGenerator out) {
        StringBuilder where = new StringBuilder("TRUE");
        List<Object> parameters = new ArrayList<>();
        if (hunt != null) {
            where.append(" AND hunt_id = ?");
            parameters.add(hunt);
        }
        String scope = "runs";
        page.after(scope, KEYS).ifPresent(cursor -> {
            where.append(" AND (epoch_us(fired_at), run_id) < (?::BIGINT, ?::VARCHAR)");
            parameters.add(cursor.number(0));
            parameters.add(cursor.position().get(1));
        });
        String sql = "SELECT epoch_us(fired_at), run_id, " + SHOWN + " FROM runs WHERE " + where
                + " ORDER BY epoch_us(fired_at) DESC, run_id DESC";
        store.read(connection -> {
            new ListPage(scope, KEYS, page.limit())
                    .write(connection, store.limit(), sql, parameters, out, (o, row) -> run(o, row, KEYS + 1));
            return page;
        });
    }

    /** @throws UnknownIdException when there is no such run */
    public void one(String run, JsonGenerator out) {
        store.read(connection -> Statements.query(
                connection, store.limit(), "SELECT " + SHOWN + " FROM runs WHERE run_id = ?", List.of(run), rows -> {
                    if (!rows.next()) {
                        throw new UnknownIdException("run", run);
                    }
                    out.writeStartObject();
                    run(out, new RowJson(rows), 1);
                    out.writeEndObject();
                    return run;
                }));
    }

    /** @throws UnknownIdException when there is no such run */
    public void exists(String run) {
        store.read(connection -> job(connection, run));
    }

    /**
     * Coverage of a run, one line for each task, by asset id.
     *
     * @param outcome only tasks that ended so; PENDING for those without an outcome; null for all
     * @throws UnknownIdException when there is no such run
     * @throws RefusedQueryException when there is no such outcome
     */
    public void tasks(String run, @Nullable String outcome, PageRequest page, JsonGenerator out) {
        StringBuilder where = new StringBuilder("run_id = ?");
        List<Object> parameters = new ArrayList<>(List.of(run));
        if (outcome != null) {
            if (!OUTCOMES.contains(outcome) && !outcome.equals(PENDING)) {
                throw new RefusedQueryException(
                        "outcome", outcome, "must be one of " + String.join(", ", OUTCOMES) + " or " + PENDING);
            }
            where.append(" AND coalesce(outcome, '" + PENDING + "') = ?");
            parameters.add(outcome);
        }
        String scope = "tasks " + run;
        page.after(scope, 1).ifPresent(cursor -> {
            where.append(" AND asset_id > ?");
            parameters.add(cursor.position().get(0));
        });
        String sql = "SELECT asset_id AS quarry_key, * FROM coverage WHERE " + where + " ORDER BY asset_id";
        store.read(connection -> {
            job(connection, run);
            new ListPage(scope, 1, page.limit()).write(connection, store.limit(), sql, parameters, out);
            return page;
        });
    }

    /**
     * The assets whose task of a run ended, and not with COMPLETED.
     *
     * @throws UnknownIdException when there is no such run
     */
    public List<String> incomplete(String run) {
        String sql = "SELECT asset_id FROM coverage WHERE run_id = ? AND outcome <> 'COMPLETED' ORDER BY asset_id";
        return store.read(connection -> {
            job(connection, run);
            return Statements.query(connection, store.limit(), sql, List.of(run), rows -> {
                List<String> assets = new ArrayList<>();
                while (rows.next()) {
                    assets.add(rows.getString(1));
                }
                return assets;
            });
        });
    }

    /** The job of a run.
     * @throws UnknownIdException when there is no such run */
    String job(Connection connection, String run) throws SQLException {
        return Statements.query(
                connection,
                store.limit(),
                "SELECT job FROM (SELECT definition.job AS job, 0 AS rank FROM store.runs WHERE run_id = ? UNION ALL"
                        + " (SELECT job, 1 FROM store.tasks WHERE run_id = ? AND issued_at IS NOT NULL LIMIT 1))"
                        + " ORDER BY rank LIMIT 1",
                List.of(run, run),
                rows -> {
                    if (!rows.next()) {
                        throw new UnknownIdException("run", run);
                    }
                    return rows.getString(1);
                });
    }

    /**
     * The job that all findings of a scope are of.
     *
     * @param named null when the scope has runs, which tell it
     * @throws UnknownIdException when there is no such run
     * @throws RefusedQueryException when nothing tells it, or runs are of different ones
     */
    String job(Connection connection, @Nullable String named, FindingScope scope) throws SQLException {
        String job = named;
        Violations violations = new Violations();
        for (String run : scope.runs()) {
            String of = job(connection, run);
            job = job == null ? of : job;
            if (!of.equals(job)) {
                violations.add("run", run, "must be a run of the same job, " + job + "; this one is of " + of);
            }
        }
        if (job == null || catalogue.find(job).isEmpty()) {
            String names = catalogue.jobs().stream().map(Job::name).collect(Collectors.joining(", "));
            violations.add("job", job, "must be one of " + names + ", or a run be given");
        }
        if (!violations.isEmpty() || job == null) {
            throw new RefusedQueryException(violations.list());
        }
        return job;
    }

    private static void run(JsonGenerator out, RowJson row, int from) throws SQLException {
        row.fields(out, from, from + PLAIN_COLUMNS - 1);
        out.writeName("outcomes");
        out.writeStartObject();
        ResultSet current = row.row();
        for (String outcome : OUTCOMES) {
            long count = current.getLong(column(outcome));
            if (count > 0) {
                out.writeNumberProperty(outcome, count);
            }
        }
        out.writeEndObject();
    }

    private static String column(String outcome) {
        return outcome.toLowerCase(Locale.ROOT);
    }
}
