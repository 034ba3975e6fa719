package io.quarry.results.index;

import static java.util.stream.Collectors.joining;

import io.quarry.results.store.Store;
import io.quarry.schemas.Job;
import io.quarry.schemas.JobCatalogue;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.stereotype.Component;

/**
 * Brings the index up to date: for each settled task, the numbers of the words that its findings have. How far it is
 * stands in the table {@code indexed} and changes in the same transaction; what is beyond is searched without the index.
 */
@Component
public final class Indexing {
    /** Rows at a time, so that no transaction is long. */
    private static final long ROWS = 100_000;

    private final Store store;
    private final JobCatalogue catalogue;

    public Indexing(Store store, JobCatalogue catalogue) {
        this.store = store;
        this.catalogue = catalogue;
    }

    /** Settlements of some tasks, numbered one after the other. */
    private record Batch(long first, long last, Set<String> jobs) {}

    /**
     * Takes the next tasks in.
     *
     * @return false when there were none
     */
    public boolean step() {
        boolean[] some = {false};
        store.writeBeside(connection -> {
            Batch batch = next(connection);
            if (batch.last() < batch.first()) {
                return;
            }
            for (String name : batch.jobs()) {
                Job job = catalogue.find(name).orElse(null);
                if (job != null) {
                    add(connection, job, batch);
                }
            }
            run(connection, "DELETE FROM store.indexed");
            run(connection, "INSERT INTO store.indexed VALUES (" + batch.last() + ")");
            some[0] = true;
        });
        return some[0];
    }

    private static Batch next(Connection connection) throws SQLException {
        String sql =
                "SELECT ord, job, rows_stored FROM store.settlements WHERE ord > (SELECT coalesce(max(ord), 0) FROM"
                        + " store.indexed) ORDER BY ord LIMIT 2000";
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            Set<String> jobs = new TreeSet<>();
            long first = 1;
            long last = 0;
            long sum = 0;
            while (sum < ROWS && rows.next()) {
                first = last == 0 ? rows.getLong(1) : first;
                last = rows.getLong(1);
                jobs.add(rows.getString(2));
                sum += rows.getLong(3);
            }
            return new Batch(last == 0 ? 1 : first, last, jobs);
        }
    }

    /** Texts repeat: each is split once, whatever the number of tasks that have it. */
    private static void add(Connection connection, Job job, Batch batch) throws SQLException {
        String texts = TextColumns.of(job).stream()
                .map(TextColumns.TextColumn::texts)
                .collect(joining(", ", "flatten([", "])"));
        String sql = "INSERT INTO store.indicators WITH texts AS MATERIALIZED (SELECT DISTINCT ord, text FROM (SELECT"
                + " s.ord, unnest(" + texts + ") AS text FROM store." + job.view()
                + " f JOIN store.settlements s ON s.run_id = f.run_id AND s.task_id = f.task_id AND s.attempt = f.attempt"
                + " WHERE s.ord BETWEEN ? AND ? AND s.job = ? AND s.outcome <> 'INCOMPLETE') WHERE text IS NOT NULL),"
                + " words AS (SELECT text, " + Words.number("word") + " AS number FROM (SELECT text, unnest("
                + Words.of("text") + ") AS word FROM (SELECT DISTINCT text FROM texts)) WHERE word <> '')"
                + " SELECT DISTINCT w.number, t.ord FROM texts t JOIN words w ON w.text = t.text ORDER BY 1";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, batch.first());
            statement.setLong(2, batch.last());
            statement.setString(3, job.name());
            statement.execute();
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.execute();
        }
    }
}
