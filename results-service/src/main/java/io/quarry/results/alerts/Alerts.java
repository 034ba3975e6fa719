package io.quarry.results.alerts;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quarry.results.query.Digests;
import io.quarry.results.store.Store;
import java.net.URI;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Looks at runs that closed. That a rule has looked at a run, and the alert that came of it, are one transaction: after a
 * crash it is either all there or done again.
 */
@Component
final class Alerts {
    private static final Logger LOG = LoggerFactory.getLogger(Alerts.class);
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int ID_BYTES = 16;

    private final Store store;
    private final AlertRules rules;
    private final ClosedRuns closed;
    private final Evaluation evaluation;

    Alerts(Store store, AlertRules rules, ClosedRuns closed, Evaluation evaluation) {
        this.store = store;
        this.rules = rules;
        this.closed = closed;
        this.evaluation = evaluation;
    }

    /** Looks at everything that is due now. */
    void round() {
        List<AlertRule> all = rules.all();
        if (all.isEmpty()) {
            return; // what closes meanwhile is noted when the first rule is made
        }
        closed.note();
        for (AlertRule rule : all) {
            for (ClosedRuns.Run run : closed.due(rule.name())) {
                look(rule, run);
            }
        }
    }

    private void look(AlertRule rule, ClosedRuns.Run run) {
        Optional<Evaluation.Verdict> verdict =
                rule.concerns(run) ? Optional.of(evaluation.of(rule, run)) : Optional.empty();
        Map<String, Long> outcomes = closed.outcomes(run.id());
        String id = id(rule.name(), run.id());
        boolean raised = verdict.map(Evaluation.Verdict::raised).orElse(false);
        store.writeBeside(connection -> {
            evaluated(connection, rule, run, verdict, raised ? id : null);
            if (raised) {
                raise(connection, id, rule, run, verdict.orElseThrow(), outcomes);
            }
        });
        if (raised) {
            LOG.info(
                    "Rule {} raised alert {} on run {}: {} matches",
                    rule.name(),
                    id,
                    run.id(),
                    verdict.get().matches());
        }
    }

    /** Same for the same rule and run, whoever computes it. */
    static String id(String rule, String run) {
        byte[] digest = Digests.sha256().digest((rule + "\n" + run).getBytes(UTF_8));
        return HexFormat.of().formatHex(digest, 0, ID_BYTES);
    }

    private static void evaluated(
            DuckDBConnection connection,
            AlertRule rule,
            ClosedRuns.Run run,
            Optional<Evaluation.Verdict> verdict,
            @Nullable String alert)
            throws SQLException {
        insert(
                connection,
                "INSERT INTO store.evaluations VALUES (?, ?, ?::TIMESTAMPTZ, ?, ?, ?)",
                rule.name(),
                run.id(),
                Instant.now().toString(),
                verdict.map(Evaluation.Verdict::matches).orElse(null),
                alert,
                verdict.map(Evaluation.Verdict::problem).orElse(null));
    }

    private static void raise(
            DuckDBConnection connection,
            String id,
            AlertRule rule,
            ClosedRuns.Run run,
            Evaluation.Verdict verdict,
            Map<String, Long> outcomes)
            throws SQLException {
        URI webhook = rule.webhook();
        insert(
                connection,
                "INSERT INTO store.alerts BY NAME SELECT ? AS alert_id, ? AS rule, ? AS kind, ? AS run_id, ? AS hunt_id,"
                        + " ? AS job, ?::TIMESTAMPTZ AS raised_at, ? AS matches, ?::JSON AS sample, ? AS targeted,"
                        + " ?::JSON AS outcomes, ? AS problem, ? AS webhook, ? AS delivery, 0 AS tries",
                id,
                rule.name(),
                rule.condition().kind(),
                run.id(),
                run.huntId(),
                run.job(),
                Instant.now().toString(),
                verdict.matches(),
                "[" + String.join(",", verdict.sample()) + "]",
                run.targeted(),
                JSON.writeValueAsString(outcomes),
                verdict.problem(),
                webhook == null ? null : webhook.toString(),
                webhook == null ? null : Delivery.PENDING.name());
    }

    private static void insert(DuckDBConnection connection, String sql, @Nullable Object... values)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.execute();
        }
    }
}
