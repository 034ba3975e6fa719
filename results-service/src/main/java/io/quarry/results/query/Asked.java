package io.quarry.results.query;

import static java.util.stream.Collectors.joining;

import io.quarry.schemas.Job;
import io.quarry.schemas.Violations;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Columns and conditions that a request names, checked against the job. */
final class Asked {
    private Asked() {}

    /**
     * @param columns commas between; null for all
     * @throws RefusedQueryException naming every one that the job does not have, or that comes twice
     */
    static List<String> columns(Job job, @Nullable String columns) {
        List<String> all =
                job.finding().getFields().stream().map(Schema.Field::name).toList();
        if (columns == null) {
            return all;
        }
        Violations violations = new Violations();
        List<String> wanted = new ArrayList<>();
        for (String name :
                Arrays.stream(columns.split(",", -1)).map(String::strip).toList()) {
            if (job.column(name).isEmpty() || wanted.contains(name)) {
                violations.add("columns", name, "must be columns of " + job.name() + ", each once: " + all);
            }
            wanted.add(name);
        }
        if (!violations.isEmpty()) {
            throw new RefusedQueryException(violations.list());
        }
        return wanted;
    }

    /** Names as a SELECT takes them. */
    static String list(List<String> names) {
        return names.stream().map(ByColumns::quoted).collect(joining(", "));
    }

    /**
     * Binds the condition against the view before it is used, so that a mistake in it is told from one of ours.
     *
     * @param where in SQL over the job's columns; null for none
     * @throws RefusedQueryException saying what is wrong with it
     */
    static String condition(Connection connection, Job job, @Nullable String where) throws SQLException {
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

    /** What the database says, without the line of our own SQL that it puts below. */
    static RefusedQueryException refusal(String where, Exception cause) {
        return new RefusedQueryException(
                "where", where, String.valueOf(cause.getMessage()).split("\\s*LINE [0-9]+:", 2)[0]);
    }
}
