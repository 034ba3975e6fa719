package io.quarry.results.query;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JsonGenerator;

/** Alerts, and the rules that raise them. */
@Component
public final class AlertQueries {
    private static final int KEYS = 2;
    private static final String RULES = """
            SELECT r.name AS quarry_key, r.name, r.definition, r.created_at, r.updated_at, coalesce(e.evaluated, 0) AS evaluated,
              coalesce(e.raised, 0) AS raised, e.last_evaluated_at, e.last_problem
            FROM store.alert_rules r LEFT JOIN (
              SELECT rule, count(*) AS evaluated, count(alert_id) AS raised, max(evaluated_at) AS last_evaluated_at,
                arg_max(problem, evaluated_at) FILTER (problem IS NOT NULL) AS last_problem
              FROM store.evaluations GROUP BY rule) e ON e.rule = r.name""";

    private final ReadOnlyStore store;

    public AlertQueries(ReadOnlyStore store) {
        this.store = store;
    }

    /**
     * Alerts, the newest first.
     *
     * @param rule only of this rule; null for all
     * @param run only about this run; null for all
     */
    public void list(@Nullable String rule, @Nullable String run, PageRequest page, JsonGenerator out) {
        String scope = "alerts " + rule + " " + run;
        StringBuilder where = new StringBuilder("TRUE");
        List<Object> parameters = new ArrayList<>();
        clause(where, "rule", rule, parameters);
        clause(where, "run_id", run, parameters);
        page.after(scope, KEYS).ifPresent(cursor -> {
            where.append(" AND (epoch_us(raised_at), alert_id) < (?::BIGINT, ?::VARCHAR)");
            parameters.add(cursor.number(0));
            parameters.add(cursor.position().get(1));
        });
        String sql = "SELECT epoch_us(raised_at), alert_id AS quarry_key, * FROM alerts WHERE " + where
                + " ORDER BY epoch_us(raised_at) DESC, alert_id DESC";
        store.read(connection -> {
            new ListPage(scope, KEYS, page.limit()).write(connection, store.limit(), sql, parameters, out);
            return page;
        });
    }

    /** @throws UnknownIdException when there is no such alert */
    public void one(String alert, JsonGenerator out) {
        one("SELECT * FROM alerts WHERE alert_id = ?", "alert", alert, 1, out);
    }

    /** Rules by name, with what became of them. */
    public void rules(PageRequest page, JsonGenerator out) {
        String scope = "alert rules";
        List<Object> parameters = new ArrayList<>();
        StringBuilder sql = new StringBuilder(RULES);
        page.after(scope, 1).ifPresent(cursor -> {
            sql.append(" WHERE r.name > ?");
            parameters.add(cursor.position().get(0));
        });
        sql.append(" ORDER BY r.name");
        store.read(connection -> {
            new ListPage(scope, 1, page.limit()).write(connection, store.limit(), sql.toString(), parameters, out);
            return page;
        });
    }

    /** @throws UnknownIdException when there is no such rule */
    public void rule(String name, JsonGenerator out) {
        one(RULES + " WHERE r.name = ?", "alert rule", name, 2, out);
    }

    private void one(String sql, String what, String id, int from, JsonGenerator out) {
        store.read(connection -> Statements.query(connection, store.limit(), sql, List.of(id), rows -> {
            if (!rows.next()) {
                throw new UnknownIdException(what, id);
            }
            out.writeStartObject();
            new RowJson(rows).fields(out, from);
            out.writeEndObject();
            return id;
        }));
    }

    private static void clause(StringBuilder where, String column, @Nullable String value, List<Object> parameters) {
        if (value != null) {
            where.append(" AND ").append(column).append(" = ?");
            parameters.add(value);
        }
    }
}
