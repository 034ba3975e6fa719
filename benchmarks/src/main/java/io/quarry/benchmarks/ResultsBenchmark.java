package io.quarry.benchmarks;

import io.quarry.results.export.ExportFormat;
import io.quarry.results.export.Exports;
import io.quarry.results.index.Indexing;
import io.quarry.results.query.DiffQueries;
import io.quarry.results.query.ExportQueries;
import io.quarry.results.query.ExportRequest;
import io.quarry.results.query.FindingQueries;
import io.quarry.results.query.FindingScope;
import io.quarry.results.query.FindingsRequest;
import io.quarry.results.query.PageRequest;
import io.quarry.results.query.ReadOnlyStore;
import io.quarry.results.query.RunQueries;
import io.quarry.results.query.SearchQueries;
import io.quarry.results.query.StackQueries;
import io.quarry.results.store.Store;
import io.quarry.results.store.StoreLimits;
import io.quarry.schemas.JobCatalogue;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.stream.Stream;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/**
 * Questions over many findings in one store, made by the database itself: 20 columns with the cardinalities of process
 * lists, two runs over assets with 10,000 rows each. Bare exports are {@code COPY TO} over the same file.
 */
final class ResultsBenchmark {
    private static final int TASK = 10_000;
    private static final int ROUNDS = 3;
    private static final String NEEDLE = "feedfacefeedfacefeedfacefeedfacefeedfacefeedfacefeedfacefeedface";

    private final Store store;
    private final ReadOnlyStore questions;
    private final JobCatalogue catalogue = JobCatalogue.installed();

    private ResultsBenchmark(Store store) {
        this.store = store;
        this.questions = new ReadOnlyStore(store);
    }

    public static void main(String[] args) throws Exception {
        long rows = args.length > 0 ? Long.parseLong(args[0]) : 10_000_000;
        Path folder = Files.createTempDirectory("quarry-results");
        try {
            try (Store store = Store.open(folder, new StoreLimits("1GB", 2), JobCatalogue.installed())) {
                new ResultsBenchmark(store).measure(rows);
            }
            bare(folder);
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private void measure(long rows) throws IOException {
        long tasks = rows / TASK;
        for (long task = 0; task < tasks; task += 50) {
            fill(task, Math.min(tasks, task + 50), tasks);
        }
        store.write(connection -> needle(connection, tasks));
        store.checkpoint();
        Figures.say(tasks * TASK + " rows of 20 filled columns, " + tasks + " tasks, two runs; store "
                + Files.size(store.file()) / (tasks * TASK) + " bytes a row");
        long began = System.nanoTime();
        Indexing indexing = new Indexing(store, catalogue);
        while (indexing.step()) {
            // until everything is in the index
        }
        Figures.row("index of words", "rows/s", tasks * TASK / seconds(began));
        store.checkpoint();
        Figures.say("store with the index " + Files.size(store.file()) / (tasks * TASK) + " bytes a row");
        questions();
        exports();
        Runtime runtime = Runtime.getRuntime();
        Figures.row(
                "heap in use at the end, beside 1 GB of the database",
                "MB",
                (runtime.totalMemory() - runtime.freeMemory()) / 1e6);
    }

    private void questions() {
        RunQueries runs = new RunQueries(questions, catalogue);
        FindingQueries findings = new FindingQueries(questions, runs, catalogue);
        DiffQueries diffs = new DiffQueries(questions, runs, catalogue);
        StackQueries stacks = new StackQueries(questions, runs, diffs, catalogue);
        SearchQueries searches = new SearchQueries(questions, catalogue);
        PageRequest page = PageRequest.of(null, null);
        time("search for one hash that one row has", out -> searches.search(NEEDLE, page, out));
        time("search for a word that every task has", out -> searches.search("bash", page, out));
        time("stack of one column of a run", out -> stacks.stack("big-1", "name", page, out));
        time("first page, filtered", out -> findings.list("big-1", null, "pid = 77", page, out));
        FindingsRequest sorted = new FindingsRequest(FindingScope.run("big-1"), null, "pid > 9000", "-start_time");
        time("first page, filtered and sorted", out -> findings.list(null, sorted, page, out));
        time("diff of the two runs by key", out -> diffs.diff("big-2", "big-1", null, "name,path", page, out));
    }

    private void exports() throws IOException {
        RunQueries runs = new RunQueries(questions, catalogue);
        ExportQueries queries = new ExportQueries(questions, runs, catalogue);
        Exports exports = new Exports(queries, store);
        for (ExportFormat format : ExportFormat.values()) {
            long began = System.nanoTime();
            var plan = queries.plan(new ExportRequest("big-1", null, null, 0, null));
            exports.write(exports.order(plan, format, true), OutputStream.nullOutputStream());
            Long rows = plan.rows();
            Figures.row("export of a run, " + format.text(), "rows/s", (rows == null ? 0 : rows) / seconds(began));
        }
    }

    private static void bare(Path folder) throws SQLException {
        Properties settings = new Properties();
        settings.setProperty("memory_limit", "1GB");
        settings.setProperty("threads", "2");
        try (Connection connection =
                        DriverManager.getConnection("jdbc:duckdb:" + folder.resolve("quarry.duckdb"), settings);
                Statement statement = connection.createStatement()) {
            for (String format : List.of("csv", "parquet, COMPRESSION zstd")) {
                long began = System.nanoTime();
                long rows = statement.executeUpdate(
                        "COPY (SELECT * FROM findings_current_process WHERE run_id = 'big-1') TO '"
                                + folder.resolve("bare") + "' (FORMAT " + format + ")");
                Figures.row("bare COPY TO " + format, "rows/s", rows / seconds(began));
            }
        }
    }

    private static void time(String what, Consumer<JsonGenerator> question) {
        double[] millis = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            long began = System.nanoTime();
            try (JsonGenerator out = JsonMapper.shared().createGenerator(new StringWriter())) {
                question.accept(out);
            }
            millis[round] = seconds(began) * 1_000;
        }
        Figures.row(what, "ms", millis);
    }

    private void fill(long from, long to, long tasks) {
        store.write(connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("""
                        INSERT INTO store.findings_current_process BY NAME SELECT 'big' AS hunt_id,
                          'big-' || (1 + t %% 2) AS run_id, 'task-' || t AS task_id, 1 AS attempt, i AS seq,
                          'asset-' || (t // 2) AS asset_id, 'host-' || (t // 2) AS hostname,
                          TIMESTAMPTZ '2026-11-24 01:30:00+00' + to_microseconds(t * 1000 + i) AS collected_at,
                          i::INTEGER AS pid, (i // 7)::INTEGER AS parent_pid,
                          ['bash', 'sshd', 'java', 'python3', 'kworker'][1 + i %% 5] || (i %% 40) AS name,
                          '/usr/lib/package-' || (i %% 300) || '/bin/program-' || (i %% 900) AS path,
                          '/usr/bin/program-' || (i %% 900) || ' --id ' || hash(t, i) AS command_line,
                          ['bash', '--id', (hash(t, i) %% 5000)::VARCHAR] AS arguments, '/' AS current_directory,
                          TIMESTAMPTZ '2026-11-20 00:00:00+00' + to_seconds(hash(i) %% 100000) AS start_time,
                          'S' AS state, 1 + i %% 9 AS threads, hash(i) %% 1000000 AS resident_bytes,
                          {'name': 'user' || (i %% 20), 'uid': i %% 20} AS user,
                          {'sha256': sha256((i %% 900)::VARCHAR)} AS hashes
                        FROM range(%d, %d) a(t), range(%d) b(i)""".formatted(from, to, TASK));
                statement.execute("""
                        INSERT INTO store.settlements BY NAME SELECT t + 1 AS ord, 'big-' || (1 + t %% 2) AS run_id,
                          'big' AS hunt_id, 'task-' || t AS task_id, 'asset-' || (t // 2) AS asset_id,
                          'current-process' AS job, 1 AS attempt, 'COMPLETED' AS outcome, %3$d AS rows, %3$d AS rows_stored,
                          %3$d * 400 AS bytes, now() AS settled_at FROM range(%1$d, %2$d) a(t)""".formatted(from, to, TASK));
                if (from == 0) {
                    statement.execute(
                            "INSERT INTO store.runs BY NAME SELECT 'big-' || r AS run_id, 'big' AS hunt_id, r AS"
                                    + " number, {'name': 'b', 'job': 'current-process'} AS definition, 'OPEN' AS state, "
                                    + tasks / 2 + " AS targeted FROM range(1, 3) t(r)");
                }
            }
        });
    }

    private static void needle(Connection connection, long tasks) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("UPDATE store.findings_current_process SET hashes = {'sha256': '" + NEEDLE
                    + "'} WHERE task_id = 'task-" + tasks / 3 + "' AND seq = 4711");
        }
    }

    private static double seconds(long began) {
        return (System.nanoTime() - began) / 1e9;
    }
}
