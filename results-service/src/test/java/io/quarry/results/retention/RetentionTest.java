package io.quarry.results.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.results.ResultsSettings.Keep;
import io.quarry.results.query.FilledStore;
import io.quarry.schemas.JobCatalogue;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionTest {
    /** When the tests' tasks finish. */
    private static final Instant FINISHED = Instant.parse("2026-11-24T01:30:01.120Z");

    @TempDir
    private Path folder;

    @Test
    void oldRunsGoHeldOnesStayAndWhatIsSaidAboutThemStays() throws SQLException {
        try (FilledStore store = FilledStore.open(folder)) {
            store.settled("h", 1, "a1", "COMPLETED", 5);
            store.settled("h", 2, "a1", "COMPLETED", 6);
            store.settled("h", 3, "a1", "COMPLETED", 7);
            finished(store, "h-3", FINISHED.plusSeconds(3_600));
            Retention retention = retention(store, Map.of("all", new Keep(Duration.ofHours(1), null)), 3_700);
            retention.hold("h-2", true);
            retention.apply();
            assertThat(rows(store, "SELECT run_id, count(*) FROM findings_current_process GROUP BY ALL ORDER BY ALL"))
                    .containsExactly("h-2 6", "h-3 7");
            assertThat(rows(store, "SELECT run_id, rows FROM coverage ORDER BY ALL"))
                    .containsExactly("h-1 5", "h-2 6", "h-3 7");
            assertThat(rows(store, "SELECT run_id, rows FROM store.retired")).containsExactly("h-1 5");
            retention.hold("h-2", false);
            retention.apply();
            retention.apply();
            assertThat(rows(store, "SELECT run_id, rows FROM store.retired ORDER BY ALL"))
                    .containsExactly("h-1 5", "h-2 6");
        }
    }

    @Test
    void theOldestRunsGoWhenAJobHasTooManyRows() throws SQLException {
        try (FilledStore store = FilledStore.open(folder)) {
            for (int number = 1; number <= 4; number++) {
                store.settled("h", number, "a1", "COMPLETED", 10);
                finished(store, "h-" + number, FINISHED.plusSeconds(number));
            }
            Map<String, Keep> other = Map.of("arp-cache", new Keep(null, 1L));
            retention(store, other, 10).apply();
            assertThat(rows(store, "SELECT count(*), 0 FROM findings_current_process"))
                    .containsExactly("40 0");
            retention(store, Map.of("current-process", new Keep(null, 25L), "all", new Keep(null, 1L)), 10)
                    .apply();
            assertThat(rows(store, "SELECT run_id, count(*) FROM findings_current_process GROUP BY ALL ORDER BY ALL"))
                    .containsExactly("h-3 10", "h-4 10");
        }
    }

    @Test
    void whatIsFreedIsUsedAgain() throws SQLException {
        try (FilledStore store = FilledStore.open(folder)) {
            for (int number = 1; number <= 3; number++) {
                store.settled("h", number, "a1", "COMPLETED", 300_000);
                retention(store, Map.of("all", new Keep(Duration.ofSeconds(1), null)), 3_600)
                        .apply();
            }
            assertThat(rows(store, "SELECT free_blocks * 2 > total_blocks, 0 FROM pragma_database_size()"))
                    .containsExactly("true 0");
        }
    }

    private static Retention retention(FilledStore store, Map<String, Keep> rules, long secondsLater) {
        return new Retention(store.store(), JobCatalogue.installed(), rules, () -> FINISHED.plusSeconds(secondsLater));
    }

    private static void finished(FilledStore store, String run, Instant at) {
        store.write("UPDATE store.settlements SET finished_at = ?::TIMESTAMPTZ WHERE run_id = ?", at.toString(), run);
    }

    private static List<String> rows(FilledStore store, String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = store.store().reader();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            while (found.next()) {
                rows.add(found.getString(1) + " " + found.getString(2));
            }
        }
        return rows;
    }
}
