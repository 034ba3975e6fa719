package io.quarry.results.query;

import io.quarry.results.store.Store;
import io.quarry.results.store.StoreLimits;
import io.quarry.schemas.JobCatalogue;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

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

    /**
     * A process as a test made it up; the oracle of views works on these.
     *
     * @param start when it began; null for unknown
     */
    public record Process(
            int pid,
            @Nullable String name,
            @Nullable String path,
            @Nullable String sha256,
            @Nullable Instant start,
            List<String> arguments,
            List<String> modules) {}

    /** A task that ended, and these as its findings. */
    public void settled(String hunt, int number, String asset, String outcome, List<Process> rows) {
        settled(hunt, number, asset, outcome, 0);
        String run = hunt + "-" + number;
        String task = taskId(hunt, number, asset);
        write(
                "UPDATE store.settlements SET rows = ?, rows_stored = ?, bytes = ? WHERE task_id = ?",
                (long) rows.size(),
                (long) rows.size(),
                300L * rows.size(),
                task);
        write(
                """
                INSERT INTO store.findings_current_process BY NAME SELECT ? AS hunt_id, ? AS run_id, ? AS task_id,
                  1 AS attempt, (p.seq)::BIGINT AS seq, ? AS asset_id, 'host-' || ? AS hostname, ?::TIMESTAMPTZ AS collected_at,
                  p.pid, p.name, p.path, p.arguments, p.start::TIMESTAMPTZ AS start_time, {'sha256': p.sha256} AS hashes,
                  list_transform(p.modules, lambda m: {'path': m}) AS modules, [] AS problems
                FROM (SELECT unnest(from_json(?, '[{"seq": "BIGINT", "pid": "INTEGER", "name": "VARCHAR", "path": "VARCHAR",
                  "sha256": "VARCHAR", "start": "VARCHAR", "arguments": ["VARCHAR"], "modules": ["VARCHAR"]}]')) AS p)""",
                hunt,
                run,
                task,
                asset,
                asset,
                FIRED.plusSeconds(60L * number).toString(),
                json(rows));
    }

    private static String json(List<Process> rows) {
        List<Map<String, @Nullable Object>> list = new ArrayList<>();
        for (Process row : rows) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            map.put("seq", list.size());
            map.put("pid", row.pid());
            map.put("name", row.name());
            map.put("path", row.path());
            map.put("sha256", row.sha256());
            map.put("start", row.start() == null ? null : row.start().toString());
            map.put("arguments", row.arguments());
            map.put("modules", row.modules());
            list.add(map);
        }
        return JsonMapper.shared().writeValueAsString(list);
    }

    /** Number of the next settlement; they only grow. */
    public long nextOrd() {
        ord++;
        return ord;
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

    /** Any statement; for what no method here makes. */
    public void write(String sql, @Nullable Object... parameters) {
        store.write(connection -> run(connection, sql, Arrays.asList(parameters)));
    }

    private static void run(DuckDBConnection connection, String sql, List<@Nullable Object> parameters)
            throws SQLException {
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
