package io.quarry.results.query;

import io.quarry.schemas.Job;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which findings of a job a question is about; every clause that is given must hold.
 *
 * @param runs ids; empty for all
 * @param hunt id of the hunt, null for all
 * @param from collected then or later, by the asset's clock; null for no bound
 * @param until collected before that; null for no bound
 */
public record FindingScope(
        List<String> runs,
        @Nullable String hunt,
        @Nullable Instant from,
        @Nullable Instant until) {
    public FindingScope {
        runs = List.copyOf(runs);
    }

    public static FindingScope run(String id) {
        return new FindingScope(List.of(id), null, null, null);
    }

    /**
     * The rows that count, those of attempts that settled their task and added up, with {@code quarry_ord}: the number of
     * the settlement, which only ever grows.
     *
     * @param parameters those of the statement get added
     */
    String rows(Job job, List<Object> parameters) {
        StringBuilder sql = new StringBuilder("SELECT s.ord AS quarry_ord, f.* FROM store." + job.view()
                + " f JOIN store.settlements s ON s.run_id = f.run_id AND s.task_id = f.task_id AND s.attempt = f.attempt"
                + " AND s.outcome <> 'INCOMPLETE' WHERE TRUE");
        for (String table : List.of("f", "s")) { // said of both, so that both are narrowed before they are joined
            runsOf(sql, table, parameters);
        }
        bound(sql, "f.collected_at >=", from, parameters);
        bound(sql, "f.collected_at <", until, parameters);
        return sql.toString();
    }

    /**
     * The runs of the job in which an asset answered, with {@code quarry_answered}, how many did; the time is that of the
     * answer's end.
     *
     * @param parameters those of the statement get added
     */
    String answered(Job job, List<Object> parameters) {
        StringBuilder sql = new StringBuilder("SELECT s.run_id, count(DISTINCT s.asset_id) AS quarry_answered"
                + " FROM store.settlements s WHERE s.outcome IN ('COMPLETED', 'PARTIAL', 'TRUNCATED') AND s.job = ?");
        parameters.add(job.name());
        runsOf(sql, "s", parameters);
        bound(sql, "s.finished_at >=", from, parameters);
        bound(sql, "s.finished_at <", until, parameters);
        return sql.append(" GROUP BY s.run_id").toString();
    }

    private void runsOf(StringBuilder sql, String table, List<Object> parameters) {
        if (!runs.isEmpty()) {
            sql.append(" AND ").append(table).append(".run_id IN (?");
            sql.append(", ?".repeat(runs.size() - 1)).append(')');
            parameters.addAll(runs);
        }
        if (hunt != null) {
            sql.append(" AND ").append(table).append(".hunt_id = ?");
            parameters.add(hunt);
        }
    }

    private static void bound(StringBuilder sql, String bound, @Nullable Instant instant, List<Object> parameters) {
        if (instant != null) {
            sql.append(" AND ").append(bound).append(" ?::TIMESTAMPTZ");
            parameters.add(instant.toString());
        }
    }
}
