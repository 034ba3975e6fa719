package io.quarry.results.query;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JsonGenerator;

/** SQL that somebody saved under a name. {@code $run} in it stands for the id of the run that it is asked about. */
@Component
public final class SavedQueries {
    private static final Pattern RUN = Pattern.compile("\\$run\\b");
    private static final String SCOPE = "queries";
    private static final String SHOWN = "name, sql, description, saved_at";

    private final ReadOnlyStore store;

    public SavedQueries(ReadOnlyStore store) {
        this.store = store;
    }

    /** Saved queries by name. */
    public void list(PageRequest page, JsonGenerator out) {
        List<Object> parameters = new ArrayList<>();
        StringBuilder sql = new StringBuilder("SELECT name AS quarry_key, " + SHOWN + " FROM store.saved_queries");
        page.after(SCOPE, 1).ifPresent(cursor -> {
            sql.append(" WHERE name > ?");
            parameters.add(cursor.position().get(0));
        });
        sql.append(" ORDER BY name");
        store.read(connection -> {
            new ListPage(SCOPE, 1, page.limit()).write(connection, store.limit(), sql.toString(), parameters, out);
            return page;
        });
    }

    /** @throws UnknownIdException when there is none of that name */
    public void one(String name, JsonGenerator out) {
        store.read(connection -> Statements.query(
                connection,
                store.limit(),
                "SELECT " + SHOWN + " FROM store.saved_queries WHERE name = ?",
                List.of(name),
                rows -> {
                    if (!rows.next()) {
                        throw new UnknownIdException("query", name);
                    }
                    out.writeStartObject();
                    new RowJson(rows).fields(out, 1);
                    out.writeEndObject();
                    return name;
                }));
    }

    /** Its text as it was saved; empty when there is none of that name. */
    public Optional<String> find(String name) {
        return store.read(connection -> Statements.query(
                connection,
                store.limit(),
                "SELECT sql FROM store.saved_queries WHERE name = ?",
                List.of(name),
                rows -> rows.next() ? Optional.of(rows.getString(1)) : Optional.empty()));
    }

    /**
     * The query that is asked about a run.
     *
     * @param run null when none is named
     * @throws UnknownIdException when there is no query of that name
     * @throws RefusedQueryException when the query is about a run and none is named
     */
    public String text(String name, @Nullable String run) {
        String sql = find(name).orElseThrow(() -> new UnknownIdException("query", name));
        if (run == null && RUN.matcher(sql).find()) {
            throw new RefusedQueryException("run", null, "must be the id of a run: the query is about $run");
        }
        return about(sql, run == null ? "" : run);
    }

    /**
     * Says whether the text may be saved: it is a query that may run, and the database knows what is in it.
     *
     * @throws RefusedQueryException saying what is wrong with it
     */
    public void check(String sql) {
        String text = about(sql, "run");
        store.read(connection -> {
            Optional<String> refusal = SqlGuard.query(connection, text);
            if (refusal.isPresent()) {
                throw new RefusedQueryException("sql", sql, refusal.get());
            }
            bind(connection, text, sql);
            return text;
        });
    }

    private static void bind(Connection connection, String text, String sql) throws SQLException {
        try {
            connection.prepareStatement(text).close();
        } catch (SQLException e) {
            throw new RefusedQueryException("sql", sql, String.valueOf(e.getMessage()));
        }
    }

    /** As a literal; what comes of it is judged like any other text of a user before it runs. */
    private static String about(String sql, String run) {
        return RUN.matcher(sql).replaceAll(Matcher.quoteReplacement("'" + run.replace("'", "''") + "'"));
    }
}
