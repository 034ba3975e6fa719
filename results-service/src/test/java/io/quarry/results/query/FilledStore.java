package io.quarry.results.query;

import io.quarry.results.store.Store;
import io.quarry.results.store.StoreLimits;
import io.quarry.schemas.JobCatalogue;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/** A real store with what a fleet of tests has sent. */
public final class FilledStore implements AutoCloseable {
    private static final Instant FIRED = Instant.parse("2026-11-24T01:30:00.120Z");

    private final Store store;
    private long ord;

    private FilledStore(Store store) {
        this.store = store;
    }

    public static FilledStore open(Path folder) {
        return new FilledStore(Store.open(folder, new StoreLimits("256MB", 2), JobCatalogue.installed()));
    }

    /** For a store that somebody else opened. */
    public static FilledStore over(Store store) {
        return new FilledStore(store);
    }

    public Store store() {
        return store;
    }

    /** A current-process run, number {@code number} of the hunt, fired as many minutes after the first.
     * @param expires seconds from now until it expires, may be negative */
    public void run(String hunt, int number, String state, long targeted, long expires) {
        Instant fired = FIRED.plusSeconds(60L * number);
        write(
                """
                INSERT INTO store.runs BY NAME SELECT ? AS run_id, ? AS hunt_id, ? AS number, 1 AS hunt_version,
                  {'name': 'Nightly', 'job': 'current-process'} AS definition, ? AS state, 'SCHEDULE' AS trigger,
                  ?::TIMESTAMPTZ AS scheduled_for, ?::TIMESTAMPTZ AS fired_at, now() + to_seconds(?) AS expires_at,
                  ? AS targeted""",
                hunt + "-" + number,
                hunt,
                (long) number,
                state,
                fired.toString(),
                fired.toString(),
                expires,
                targeted);
    }

    /** A task that an asset was given, without any news from it. */
    public void task(String hunt, int number, String asset, long expires) {
        write("""
                INSERT INTO store.tasks BY NAME SELECT ? AS run_id, ? AS hunt_id, ? AS task_id, ? AS asset_id,
                  'current-process' AS job, ?::TIMESTAMPTZ AS issued_at, now() + to_seconds(?) AS expires_at,
                  600000 AS timeout_ms""", hunt + "-" + number, hunt, taskId(hunt, number, asset), asset, FIRED.toString(), expires);
    }

    /** A task that ended, and its findings: processes with the pids 1 to {@code rows}. */
    public void settled(String hunt, int number, String asset, String outcome, long rows) {
        String run = hunt + "-" + number;
        String task = taskId(hunt, number, asset);
        task(hunt, number, asset, 3_600);
        findings(hunt, run, task, asset, rows);
        ord++;
        write(
                """
                INSERT INTO store.settlements BY NAME SELECT ? AS ord, ? AS run_id, ? AS hunt_id, ? AS task_id,
                  ? AS asset_id, 'current-process' AS job, 1 AS attempt, ? AS outcome, ? AS claimed, ? AS rows,
                  ? AS rows_stored, 0 AS problem_count, '[{"item":"pid 7","reason":"DENIED","detail":null}]' AS problems,
                  ?::TIMESTAMPTZ AS finished_at""",
                ord,
                run,
                hunt,
                task,
                asset,
                outcome,
                outcome,
                rows,
                rows,
                FIRED.plusSeconds(1).toString());
    }

    public void asset(String asset, String hostname, @Nullable Long silent) {
        write("""
                INSERT INTO store.assets BY NAME SELECT ? AS asset_id, '\\x01\\xFF'::BLOB AS public_key, ? AS hostname,
                  'LINUX' AS os, MAP {'site': 'berlin'} AS labels, ['current-process'] AS jobs,
                  now() AS started_at, now() AS sent_at, 1000::BIGINT AS interval_ms, FALSE AS leaving,
                  now() - to_seconds(?) AS last_seen""", asset, hostname, silent == null ? 0L : silent);
    }

    private void findings(String hunt, String run, String task, String asset, long rows) {
        write("""
                INSERT INTO store.findings_current_process BY NAME SELECT ? AS hunt_id, ? AS run_id, ? AS task_id,
                  1 AS attempt, i AS seq, ? AS asset_id, 'host' AS hostname,
                  TIMESTAMPTZ '2026-11-24 01:30:00.512345+00' AS collected_at, (i + 1)::INTEGER AS pid,
                  'p' || (i + 1) AS name, ['/bin/p', '-x'] AS arguments, MAP {'pid': 4026531836} AS namespaces,
                  {'name': 'root', 'uid': 0, 'groups': ['0']} AS user,
                  [{'path': '/lib/a.so', 'deleted': false}] AS modules, [] AS problems
                FROM range(?) r(i)""", hunt, run, task, asset, rows);
    }

    private static String taskId(String hunt, int number, String asset) {
        return "task-" + hunt + "-" + number + "-" + asset;
    }

    private void write(String sql, Object... parameters) {
        store.write(connection -> run(connection, sql, List.of(parameters)));
    }

    private static void run(DuckDBConnection connection, String sql, List<Object> parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.size(); i++) {
                statement.setObject(i + 1, parameters.get(i));
            }
            statement.execute();
        }
    }

    @Override
    public void close() {
        store.close();
    }
}
