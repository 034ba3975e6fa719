package io.quarry.results.store;

import io.quarry.model.Outcome;
import io.quarry.schemas.Job;
import io.quarry.schemas.JobCatalogue;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What people, services and the SQL endpoint query. Remade at every start: they hold nothing. */
final class Views {
    /**
     * When a task without an outcome counts as expired: nothing accepted, at its expiry; else the running attempt gets
     * the time it may take, and a minute for clocks and transport.
     */
    private static final String DEADLINE = """
            CASE WHEN t.accepted_at IS NULL AND t.started_at IS NULL THEN t.expires_at
                 WHEN t.started_at IS NULL THEN t.expires_at + INTERVAL 60 SECOND
                 ELSE greatest(t.expires_at, t.started_at + to_milliseconds(t.timeout_ms)) + INTERVAL 60 SECOND END""";

    private static final String COVERAGE = """
            SELECT t.run_id, t.hunt_id, t.task_id, t.asset_id, a.hostname, t.job,
              CASE WHEN s.task_id IS NOT NULL THEN 'FINISHED' WHEN t.started_at IS NOT NULL THEN 'RUNNING'
                   WHEN t.accepted_at IS NOT NULL THEN 'ACCEPTED' ELSE 'PENDING' END AS state,
              CASE WHEN s.task_id IS NOT NULL THEN s.outcome WHEN now() >= %1$s THEN 'EXPIRED' END AS outcome,
              CASE WHEN s.task_id IS NOT NULL THEN s.reason
                   WHEN now() >= %1$s THEN CASE WHEN t.accepted_at IS NULL AND t.started_at IS NULL
                     THEN 'NEVER_ACCEPTED' ELSE 'NO_RESULT' END END AS reason,
              s.detail, coalesce(s.attempt, t.attempt) AS attempt,
              coalesce(s.rows, t.rows, 0) AS rows, coalesce(s.rows_stored, 0) AS rows_stored,
              coalesce(s.bytes, t.bytes, 0) AS bytes, coalesce(s.cpu_ms, t.cpu_ms, 0) AS cpu_ms,
              coalesce(s.wall_ms, t.wall_ms, 0) AS wall_ms, t.issued_at, t.expires_at, t.accepted_at, t.started_at,
              s.finished_at, coalesce(s.problem_count, t.problem_count, 0) AS problem_count, s.problems
            FROM store.tasks t
            LEFT JOIN store.settlements s ON s.run_id = t.run_id AND s.task_id = t.task_id
            LEFT JOIN store.assets a ON a.asset_id = t.asset_id
            WHERE t.issued_at IS NOT NULL""".formatted(DEADLINE);

    /** Runs that the scheduler fired, and those that an automation published as signed commands: those it says nothing of. */
    private static final String RUNS = """
            SELECT r.run_id, r.hunt_id, r.number, r.name, r.job, r.state, r.trigger, r.scheduled_for, r.fired_at, r.expires_at,
              coalesce(r.waiting, 0) AS waiting, r.held_by, r.reason, r.retry_of,
              greatest(r.targeted, coalesce(c.tasks, 0)) AS targeted, %s,
              greatest(r.targeted, coalesce(c.tasks, 0)) - coalesce(c.ended, 0) AS pending,
              coalesce(c.rows, 0)::BIGINT AS rows,
              EXISTS (FROM store.holds h WHERE h.run_id = r.run_id) AS legal_hold,
              (SELECT max(retired_at) FROM store.retired d WHERE d.run_id = r.run_id) AS retired_at
            FROM (SELECT run_id, hunt_id, number, definition.name AS name, definition.job AS job, state, trigger,
                scheduled_for, fired_at, expires_at, waiting, held_by, reason, retry_of, targeted FROM store.runs
              UNION ALL BY NAME SELECT run_id, any_value(hunt_id) AS hunt_id, any_value(hunt_id) AS name,
                any_value(job) AS job, 'OPEN' AS state, 'AUTOMATION' AS trigger, min(issued_at) AS fired_at,
                max(expires_at) AS expires_at, 0 AS targeted FROM store.tasks t
                WHERE issued_at IS NOT NULL AND NOT EXISTS (FROM store.runs o WHERE o.run_id = t.run_id)
                GROUP BY run_id) r LEFT JOIN (
              SELECT run_id, count(*) AS tasks, count(outcome) AS ended, %s,
                sum(rows_stored) FILTER (outcome <> 'INCOMPLETE') AS rows
              FROM coverage GROUP BY run_id) c ON c.run_id = r.run_id""";

    private Views() {}

    static void create(Connection connection, JobCatalogue catalogue) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (Map.Entry<String, String> view : all(catalogue).entrySet()) {
                statement.execute("CREATE OR REPLACE VIEW " + view.getKey() + " AS " + view.getValue());
            }
        }
    }

    private static Map<String, String> all(JobCatalogue catalogue) {
        Map<String, String> views = new LinkedHashMap<>();
        views.put("settlements", "SELECT * FROM store.settlements");
        views.put("coverage", COVERAGE);
        views.put("runs", runs());
        views.put(
                "hunts",
                "SELECT hunt_id, version, definition.name AS name, definition.job AS job, state, created_by, created_at,"
                        + " updated_at, next_fire_at, last_fired_at, runs, definition FROM store.hunts");
        views.put(
                "assets",
                "SELECT a.* REPLACE (map_concat(coalesce(a.labels, MAP {}::MAP(VARCHAR, VARCHAR)),"
                        + " coalesce(g.given, MAP {}::MAP(VARCHAR, VARCHAR))) AS labels),"
                        + " a.labels AS reported_labels, coalesce(g.given, MAP {}::MAP(VARCHAR, VARCHAR)) AS given_labels,"
                        + " NOT leaving AND now() < last_seen + to_milliseconds(3 * interval_ms) AS online"
                        + " FROM store.assets a LEFT JOIN (SELECT asset_id, map(list(name ORDER BY name),"
                        + " list(value ORDER BY name)) AS given FROM store.asset_labels GROUP BY asset_id) g"
                        + " ON g.asset_id = a.asset_id");
        views.put("rejections", setAside("REJECTION"));
        views.put("superseded", setAside("SUPERSEDED"));
        views.put("alerts", "SELECT * EXCLUDE (next_try_at) FROM store.alerts");
        views.put("audit_events", "SELECT * FROM store.audit_events");
        views.put("decisions", "SELECT * FROM store.decisions");
        views.put("dead_letters", "SELECT * FROM store.dead_letters");
        for (Job job : catalogue.jobs()) {
            views.put(job.view(), findings(job));
        }
        return views;
    }

    /** Rows of the attempt that settled its task and added up. */
    private static String findings(Job job) {
        return "SELECT f.* FROM store." + Tables.findings(job) + " f SEMI JOIN (SELECT run_id, task_id, attempt"
                + " FROM store.settlements WHERE outcome <> 'INCOMPLETE') s"
                + " ON f.run_id = s.run_id AND f.task_id = s.task_id AND f.attempt = s.attempt";
    }

    private static String setAside(String kind) {
        return "SELECT * EXCLUDE (kind) FROM store.set_aside WHERE kind = '" + kind + "'";
    }

    private static String runs() {
        List<String> outcomes = new ArrayList<>(
                Arrays.stream(Outcome.values()).map(Outcome::name).toList());
        outcomes.add("INCOMPLETE");
        String shown = outcomes.stream()
                .map(o -> "coalesce(c." + column(o) + ", 0) AS " + column(o))
                .collect(Collectors.joining(", "));
        String counted = outcomes.stream()
                .map(o -> "count(*) FILTER (outcome = '" + o + "') AS " + column(o))
                .collect(Collectors.joining(", "));
        return RUNS.formatted(shown, counted);
    }

    private static String column(String outcome) {
        return outcome.toLowerCase(Locale.ROOT);
    }
}
