package io.quarry.results.retention;

import io.quarry.results.ResultsSettings;
import io.quarry.results.store.Store;
import io.quarry.results.store.StoreException;
import io.quarry.schemas.Job;
import io.quarry.schemas.JobCatalogue;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Takes findings of whole runs out of the store: those that are older than they are kept, and the oldest ones of a job
 * that has more rows than it may. Runs that are held stay. What is said about a run (its coverage, its problems) always
 * stays, with the time at which its findings went.
 */
@Component
public final class Retention {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
    /** Name of the rule for jobs that have none of their own. */
    private static final String OTHERS = "all";

    private static final String RUNS = """
            SELECT t.run_id, t.last_at, t.rows FROM (
              SELECT run_id, max(coalesce(settled_at, finished_at)) AS last_at, sum(rows_stored)::BIGINT AS rows
              FROM store.settlements WHERE job = ? GROUP BY run_id) t
            WHERE t.run_id NOT IN (SELECT run_id FROM store.retired)
            ORDER BY t.last_at DESC, t.run_id DESC""";

    private final Store store;
    private final JobCatalogue catalogue;
    private final Map<String, ResultsSettings.Keep> rules;
    private final InstantSource clock;

    @org.springframework.beans.factory.annotation.Autowired
    public Retention(Store store, JobCatalogue catalogue, ResultsSettings settings) {
        this(store, catalogue, settings.keep(), InstantSource.system());
    }

    Retention(Store store, JobCatalogue catalogue, Map<String, ResultsSettings.Keep> rules, InstantSource clock) {
        this.store = store;
        this.catalogue = catalogue;
        this.rules = Map.copyOf(rules);
        this.clock = clock;
    }

    private record KeptRun(String id, Instant last, long rows, boolean held) {}

    /** Whether anything ever goes. */
    boolean rules() {
        return rules.values().stream().anyMatch(rule -> rule.age() != null || rule.rows() != null);
    }

    /**
     * Takes out what is to go now, a run in each transaction.
     *
     * @throws StoreException when the store does not take it; what went before stays gone
     */
    public void apply() {
        boolean any = false;
        for (Job job : catalogue.jobs()) {
            ResultsSettings.Keep rule = rules.getOrDefault(job.name(), rules.get(OTHERS));
            if (rule != null) {
                for (KeptRun run : due(job, rule)) {
                    retire(job, run);
                    any = true;
                }
            }
        }
        if (any) {
            store.checkpoint();
        }
    }

    private List<KeptRun> due(Job job, ResultsSettings.Keep rule) {
        Duration age = rule.age();
        Long most = rule.rows();
        Instant oldest = age == null ? Instant.MIN : clock.instant().minus(age);
        List<KeptRun> due = new ArrayList<>();
        long rows = 0;
        for (KeptRun run : runs(job)) { // the newest first
            rows += run.rows();
            boolean old = run.last().isBefore(oldest);
            boolean many = most != null && rows > most;
            if ((old || many) && !run.held()) {
                due.add(run);
                rows -= run.rows();
            }
        }
        return due;
    }

    private List<KeptRun> runs(Job job) {
        String sql = "SELECT r.*, h.run_id IS NOT NULL FROM (" + RUNS
                + ") r LEFT JOIN store.holds h ON h.run_id = r.run_id" + " ORDER BY r.last_at DESC, r.run_id DESC";
        try (Connection connection = store.reader();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, job.name());
            try (ResultSet found = statement.executeQuery()) {
                List<KeptRun> runs = new ArrayList<>();
                while (found.next()) {
                    Instant last = instant(found, 2);
                    if (last != null) {
                        runs.add(new KeptRun(found.getString(1), last, found.getLong(3), found.getBoolean(4)));
                    }
                }
                return runs;
            }
        } catch (SQLException e) {
            throw new StoreException("the store does not say which runs it has", e);
        }
    }

    private static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
        java.time.OffsetDateTime time = row.getObject(column, java.time.OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private void retire(Job job, KeptRun run) {
        store.write(connection -> {
            delete(connection, "DELETE FROM store." + job.view() + " WHERE run_id = ?", run.id());
            try (PreparedStatement statement =
                    connection.prepareStatement("INSERT INTO store.retired VALUES (?, ?, ?, ?::TIMESTAMPTZ)")) {
                statement.setString(1, run.id());
                statement.setString(2, job.name());
                statement.setLong(3, run.rows());
                statement.setString(4, clock.instant().toString());
                statement.execute();
            }
        });
        LOG.info(
                "{} findings of run {} of {} have gone, the last of {}: they were kept as long as was asked for",
                run.rows(),
                run.id(),
                job.name(),
                run.last());
    }

    private static void delete(Connection connection, String sql, String run) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, run);
            statement.execute();
        }
    }

    /** Keeps a run's findings whatever the rules say, or no longer. */
    public void hold(String run, boolean held) {
        store.write(connection -> {
            delete(connection, "DELETE FROM store.holds WHERE run_id = ?", run);
            if (held) {
                try (PreparedStatement statement =
                        connection.prepareStatement("INSERT INTO store.holds VALUES (?, ?::TIMESTAMPTZ)")) {
                    statement.setString(1, run);
                    statement.setString(2, clock.instant().toString());
                    statement.execute();
                }
            }
        });
    }
}
