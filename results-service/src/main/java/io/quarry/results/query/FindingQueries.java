package io.quarry.results.query;

import static java.util.stream.Collectors.joining;

import io.quarry.schemas.Job;
import io.quarry.schemas.JobCatalogue;
import io.quarry.schemas.Violations;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JsonGenerator;

/**
 * Findings of a run, in the order in which their tasks settled and, within a task, as the asset sent them. A task
 * settles once and gets the next number of that order, so rows that come later never move what a page has shown.
 */
@Component
public final class FindingQueries {
    private final ReadOnlyStore store;
    private final RunQueries runs;
    private final JobCatalogue catalogue;

    public FindingQueries(ReadOnlyStore store, RunQueries runs, JobCatalogue catalogue) {
        this.store = store;
        this.runs = runs;
        this.catalogue = catalogue;
    }

    /** As they came. */
    public void list(
            String run, @Nullable String columns, @Nullable String where, PageRequest page, JsonGenerator out) {
        list(run, columns, where, null, page, out);
    }

    /**
     * @param columns names of the columns wanted, commas between; null for all
     * @param where condition in SQL over the columns; null for none
     * @param sort column to order by, with a minus before it for the largest first; null: as they came
     * @throws UnknownIdException when there is no such run
     * @throws RefusedQueryException when columns, condition, order or cursor are not right
     */
    public void list(
            String run,
            @Nullable String columns,
            @Nullable String where,
            @Nullable String sort,
            PageRequest page,
            JsonGenerator out) {
        store.read(connection -> {
            Job job = catalogue.get(runs.job(connection, run));
            FindingOrder order = FindingOrder.of(job, sort);
            String scope = "findings " + run + order.scope();
            Optional<Cursor> after = page.after(scope, order.keys());
            String shown = shown(job, columns);
            String condition = condition(connection, job, where);
            List<Object> parameters = new ArrayList<>(List.of(run, run));
            after.ifPresent(cursor -> parameters.addAll(order.plain() ? position(cursor) : order.parameters(cursor)));
            String sql = "SELECT " + order.selected() + ", " + shown + " FROM ("
                    + rows(job, order.plain() && after.isPresent()) + ") WHERE (\n" + condition + "\n)"
                    + (order.plain() || after.isEmpty() ? "" : " AND " + order.after()) + " ORDER BY "
                    + order.orderBy();
            try {
                new ListPage(scope, order.keys(), page.limit()).write(connection, store.limit(), sql, parameters, out);
            } catch (SQLException | QueryTimeoutException e) {
                if (where == null) {
                    throw e;
                }
                throw refusal(where, e);
            }
            return page;
        });
    }

    private static List<Object> position(Cursor cursor) {
        return List.of(cursor.number(0), cursor.number(0), cursor.number(1));
    }

    /** What the database says, without the line of our own SQL that it puts below. */
    private static RefusedQueryException refusal(String where, Exception cause) {
        return new RefusedQueryException(
                "where", where, String.valueOf(cause.getMessage()).split("\\s*LINE [0-9]+:", 2)[0]);
    }

    /** The run and position stand inside, the user's condition outside: whatever it says, it sees only these rows. */
    private static String rows(Job job, boolean continued) {
        return "SELECT s.ord AS quarry_ord, f.* FROM " + job.view() + " f JOIN settlements s"
                + " ON s.task_id = f.task_id AND s.attempt = f.attempt WHERE f.run_id = ? AND s.run_id = ?"
                + (continued ? " AND (s.ord > ? OR (s.ord = ? AND f.seq > ?))" : "");
    }

    private static String shown(Job job, @Nullable String columns) {
        if (columns == null) {
            return names(job).stream().map(FindingQueries::quoted).collect(joining(", "));
        }
        Violations violations = new Violations();
        List<String> wanted = new ArrayList<>();
        for (String column : columns.split(",", -1)) {
            String name = column.strip();
            if (job.column(name).isEmpty() || wanted.contains(quoted(name))) {
                violations.add("columns", name, "must be columns of " + job.name() + ", each once: " + names(job));
            }
            wanted.add(quoted(name));
        }
        if (!violations.isEmpty()) {
            throw new RefusedQueryException(violations.list());
        }
        return String.join(", ", wanted);
    }

    /** Binds the condition against the view before it is used, so that a mistake in it is told from one of ours. */
    private static String condition(Connection connection, Job job, @Nullable String where) throws SQLException {
        if (where == null) {
            return "TRUE";
        }
        Optional<String> refusal = SqlGuard.condition(connection, where);
        if (refusal.isPresent()) {
            throw new RefusedQueryException("where", where, refusal.get());
        }
        String probe = "SELECT 1 FROM " + job.view() + " WHERE (\n" + where + "\n)";
        try {
            connection.prepareStatement(probe).close();
        } catch (SQLException e) {
            throw refusal(where, e);
        }
        return where;
    }

    private static List<String> names(Job job) {
        return job.finding().getFields().stream().map(Schema.Field::name).toList();
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
