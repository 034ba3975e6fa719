package io.quarry.results.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.results.query.DiffQueries;
import io.quarry.results.query.FilledStore;
import io.quarry.results.query.ReadOnlyStore;
import io.quarry.results.query.RunQueries;
import io.quarry.results.query.SavedQueries;
import io.quarry.results.query.SqlQueries;
import io.quarry.results.query.StackQueries;
import io.quarry.results.saved.QueryLibrary;
import io.quarry.schemas.JobCatalogue;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Rules over real runs in a real store; see FilledStore: assets have processes p1, p2, ... up to their number of rows. */
class AlertsTest {
    private static final JobCatalogue CATALOGUE = JobCatalogue.installed();

    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private FilledStore store;

    @BeforeEach
    void open() {
        store = FilledStore.open(folder);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void aRuleLooksOnceAtEachRunThatClosesAfterItWasMade() throws SQLException {
        run("h", 1, 3, 3);
        Parts parts = parts();
        parts.rule("rare", "{'stack': {'by': 'name', 'max_assets': 1}}");
        parts.alerts().round();
        assertThat(raised()).isEmpty();
        run("h", 2, 2, 4);
        store.run("h", 3, "OPEN", 2, 3_600);
        store.settled("h", 3, "a1", "COMPLETED", 1);
        store.task("h", 3, "a2", 3_600);
        parts.alerts().round();
        parts.alerts().round();
        assertThat(raised()).containsExactly("rare|h-2|STACK|2|null");
        assertThat(column("SELECT sample::VARCHAR FROM store.alerts").get(0))
                .contains("\"name\":\"p3\"", "\"name\":\"p4\"");
        assertThat(column("SELECT outcomes::VARCHAR FROM store.alerts")).containsExactly("{\"COMPLETED\":2}");
        store.settled("h", 3, "a2", "COMPLETED", 2);
        parts.rule("rare", "{'stack': {'by': 'name', 'max_assets': 1}, 'description': 'edited'}");
        parts.alerts().round();
        assertThat(raised()).containsExactly("rare|h-2|STACK|2|null", "rare|h-3|STACK|1|null");
    }

    @Test
    void whatWasLookedAtBeforeACrashIsNotLookedAtAgain() throws SQLException {
        parts().rule("rare", "{'stack': {'by': 'name', 'max_assets': 1}}");
        run("h", 1, 1, 2);
        parts().alerts().round();
        List<String> first = column("SELECT alert_id FROM store.alerts");
        assertThat(first).containsExactly(Alerts.id("rare", "h-1"));
        store.close();
        store = FilledStore.open(folder);
        parts().alerts().round();
        assertThat(column("SELECT alert_id FROM store.alerts")).isEqualTo(first);
        assertThat(column("SELECT rule FROM store.evaluations")).hasSize(1);
    }

    @Test
    void aSavedQueryIsAskedAboutTheRun() throws SQLException {
        Parts parts = parts();
        parts.library()
                .save(
                        "many",
                        "SELECT asset_id, count(*) AS n FROM findings_current_process WHERE run_id = $run"
                                + " GROUP BY ALL HAVING n > 3",
                        null);
        parts.rule("crowded", "{'query': {'name': 'many'}, 'job': 'current-process'}");
        parts.rule("elsewhere", "{'query': {'name': 'many'}, 'hunt': 'other'}");
        parts.rule("crowds", "{'query': {'name': 'many', 'min_rows': 2}}");
        run("h", 1, 5, 3);
        run("h", 2, 2, 3);
        parts.alerts().round();
        assertThat(raised()).containsExactly("crowded|h-1|QUERY|1|null");
        assertThat(column("SELECT rule || run_id FROM store.evaluations")).hasSize(6);
    }

    @Test
    void aDiffIsAgainstTheRunBefore() throws SQLException {
        Parts parts = parts();
        parts.rule("new", "{'diff': {'by': 'name', 'changes': ['new'], 'min_assets': 2}}");
        parts.rule("gone", "{'diff': {'by': 'name', 'changes': ['gone']}}");
        run("h", 1, 2, 2);
        run("h", 2, 3, 4);
        run("h", 3, 3, 3);
        parts.alerts().round();
        assertThat(raised()).containsExactlyInAnyOrder("new|h-2|DIFF|1|null", "gone|h-3|DIFF|1|null");
    }

    @Test
    void aRuleThatCantBeAskedAnyMoreSaysSo() throws SQLException {
        Parts parts = parts();
        parts.library().save("soon-gone", "SELECT 1", null);
        parts.rule("broken", "{'query': {'name': 'soon-gone'}}");
        parts.rule("wrong", "{'stack': {'by': 'no_such'}}");
        parts.library().delete("soon-gone");
        run("h", 1, 1, 1);
        parts.alerts().round();
        assertThat(raised())
                .hasSize(2)
                .anyMatch(alert -> alert.startsWith("broken|h-1|QUERY|0|") && alert.contains("soon-gone"))
                .anyMatch(alert -> alert.startsWith("wrong|h-1|STACK|0|") && alert.contains("must be columns"));
    }

    private record Parts(Alerts alerts, AlertRules rules, QueryLibrary library) {
        void rule(String name, String body) {
            rules.put(name, JsonMapper.shared().readTree(body.replace('\'', '"')));
        }
    }

    /** As a process that has just started has them. */
    private Parts parts() {
        ReadOnlyStore reads = new ReadOnlyStore(store.store());
        SavedQueries saved = new SavedQueries(reads);
        RunQueries runs = new RunQueries(reads, CATALOGUE);
        DiffQueries diffs = new DiffQueries(reads, runs, CATALOGUE);
        ClosedRuns closed = new ClosedRuns(store.store());
        AlertRules rules = new AlertRules(store.store(), CATALOGUE, saved, closed);
        Evaluation evaluation = new Evaluation(
                closed, saved, new SqlQueries(reads), new StackQueries(reads, runs, diffs, CATALOGUE), diffs);
        return new Parts(
                new Alerts(store.store(), rules, closed, evaluation), rules, new QueryLibrary(store.store(), saved));
    }

    /** A run of two assets that is over. */
    private void run(String hunt, int number, long one, long other) {
        store.run(hunt, number, "OPEN", 2, 3_600);
        store.settled(hunt, number, "a1", "COMPLETED", one);
        store.settled(hunt, number, "a2", "COMPLETED", other);
    }

    private List<String> raised() throws SQLException {
        return column("SELECT concat_ws('|', rule, run_id, kind, matches, coalesce(problem, 'null')) FROM store.alerts"
                + " ORDER BY run_id, rule");
    }

    private List<String> column(String sql) throws SQLException {
        try (Connection connection = store.store().reader();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }
}
