package io.quarry.results.query;

import io.quarry.schemas.Job;
import io.quarry.schemas.JobCatalogue;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JsonGenerator;

/**
 * Findings, in the order in which their tasks settled and, within a task, as the asset sent them. A task settles once and
 * gets the next number of that order, so rows that come later never move what a page has shown. Sorted otherwise, a list
 * is of what was there when its first page was asked for: the cursor holds the last number of that time.
 */
@Component
public final class FindingQueries {
    private static final int KEYS = 2;

    private final ReadOnlyStore store;
    private final RunQueries runs;
    private final JobCatalogue catalogue;

    public FindingQueries(ReadOnlyStore store, RunQueries runs, JobCatalogue catalogue) {
        this.store = store;
        this.runs = runs;
        this.catalogue = catalogue;
    }

    /**
     * Those of one run, in the order in which its tasks settled.
     *
     * @throws UnknownIdException when there is no such run
     * @throws RefusedQueryException when columns, condition or cursor are not right
     */
    public void list(
            String run, @Nullable String columns, @Nullable String where, PageRequest page, JsonGenerator out) {
        list(null, new FindingsRequest(FindingScope.run(run), columns, where, null), page, out);
    }

    /**
     * Those of one run, in an order of columns.
     *
     * @param sort see {@link FindingsRequest}; null: as they came
     */
    public void list(
            String run,
            @Nullable String columns,
            @Nullable String where,
            @Nullable String sort,
            PageRequest page,
            JsonGenerator out) {
        list(null, new FindingsRequest(FindingScope.run(run), columns, where, sort), page, out);
    }

    /**
     * @param job null when the request names a run, whose job it is then
     * @throws UnknownIdException when there is no such run
     * @throws RefusedQueryException when the runs are not all of this job, or anything else is not right
     */
    public void list(@Nullable String job, FindingsRequest request, PageRequest page, JsonGenerator out) {
        store.read(connection -> {
            Job of = catalogue.get(runs.job(connection, job, request.scope()));
            List<SortKey> sort = SortKey.read(of, request.sort());
            String condition = Asked.condition(connection, of, request.where());
            String scope = "findings " + of.name() + " " + request;
            try {
                if (sort.isEmpty()) {
                    settled(connection, of, scope, request, condition, page, out);
                } else {
                    sorted(connection, of, scope, request, condition, sort, page, out);
                }
            } catch (SQLException | QueryTimeoutException e) {
                if (request.where() == null) {
                    throw e;
                }
                throw Asked.refusal(request.where(), e);
            }
            return page;
        });
    }

    private void settled(
            Connection connection,
            Job job,
            String scope,
            FindingsRequest request,
            String condition,
            PageRequest page,
            JsonGenerator out)
            throws SQLException {
        List<Object> parameters = new ArrayList<>();
        String rows = request.scope().rows(job, parameters);
        Optional<Cursor> after = page.after(scope, KEYS);
        after.ifPresent(cursor -> parameters.addAll(List.of(cursor.number(0), cursor.number(0), cursor.number(1))));
        // The position stands inside, the user's condition outside: whatever it says, it sees only these rows.
        String sql = "SELECT quarry_ord, seq AS quarry_seq, " + Asked.list(Asked.columns(job, request.columns()))
                + " FROM (" + rows + (after.isPresent() ? " AND (s.ord > ? OR (s.ord = ? AND f.seq > ?))" : "")
                + ") WHERE (\n" + condition + "\n) ORDER BY quarry_ord, quarry_seq";
        new ListPage(scope, KEYS, page.limit()).write(connection, store.limit(), sql, parameters, out);
    }

    private void sorted(
            Connection connection,
            Job job,
            String scope,
            FindingsRequest request,
            String condition,
            List<SortKey> sort,
            PageRequest page,
            JsonGenerator out)
            throws SQLException {
        int keys = sort.size() + KEYS + 1;
        Optional<Cursor> after = page.after(scope, keys);
        long pin = after.isPresent() ? after.get().number(0) : lastSettled(connection);
        List<Object> parameters = new ArrayList<>(List.of(pin));
        String rows = request.scope().rows(job, parameters);
        parameters.add(pin);
        StringBuilder shown = new StringBuilder("SELECT ?::BIGINT AS quarry_pin");
        StringBuilder order = new StringBuilder();
        for (SortKey key : sort) {
            shown.append(", ").append(key.text());
            order.append(key.order()).append(", ");
        }
        String position =
                after.map(cursor -> position(sort, cursor, parameters)).orElse("TRUE");
        String sql = shown + ", quarry_ord, seq AS quarry_seq, "
                + Asked.list(Asked.columns(job, request.columns())) + " FROM (" + rows + " AND s.ord <= ?) WHERE "
                + position + " AND (\n" + condition + "\n) ORDER BY " + order + "quarry_ord, quarry_seq";
        new ListPage(scope, keys, page.limit()).write(connection, store.limit(), sql, parameters, out);
    }

    /** After the last row shown: later in the first key that differs, or the same in all and later in the order of arrival. */
    private static String position(List<SortKey> sort, Cursor cursor, List<Object> parameters) {
        StringBuilder position = new StringBuilder("(");
        StringBuilder open = new StringBuilder();
        for (int i = 0; i < sort.size(); i++) {
            String text = cursor.position().get(i + 1);
            position.append(sort.get(i).after(text, parameters)).append(" OR (");
            position.append(sort.get(i).same(text, parameters)).append(" AND (");
            open.append("))");
        }
        parameters.add(cursor.number(sort.size() + 1));
        parameters.add(cursor.number(sort.size() + 2));
        return position + "(quarry_ord, seq) > (?::BIGINT, ?::BIGINT)" + open + ")";
    }

    /** The number of the task that settled last; 0 when none has. */
    long lastSettled(Connection connection) throws SQLException {
        return Statements.query(
                connection, store.limit(), "SELECT coalesce(max(ord), 0) FROM store.settlements", List.of(), rows -> {
                    rows.next();
                    return rows.getLong(1);
                });
    }
}
