package io.quarry.results.query;

import static java.util.stream.Collectors.joining;

import io.quarry.schemas.Job;
import io.quarry.schemas.JobCatalogue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JsonGenerator;

/** What became of the fleet between two runs. */
@Component
public final class DiffQueries {
    private static final int KEYS = 3;

    private final ReadOnlyStore store;
    private final RunQueries runs;
    private final JobCatalogue catalogue;

    public DiffQueries(ReadOnlyStore store, RunQueries runs, JobCatalogue catalogue) {
        this.store = store;
        this.runs = runs;
        this.catalogue = catalogue;
    }

    /**
     * What one run has and the other has not, asset by asset, put together over the fleet: on how many assets it is new,
     * from how many it is gone, on how many it is still there with other values, and which columns those are. Only assets
     * that answered both times count; what is the same everywhere is left out.
     *
     * @param run the later one
     * @param other what it is compared with; a run of the same job
     * @param by columns that tell what is the same; null for the job's key
     * @param compare columns whose values are compared where both have it; null for those that say what a thing is (texts
     *     and booleans, no counters and times) when the job's key tells what is the same, for none otherwise
     * @throws UnknownIdException when there is no such run
     * @throws RefusedQueryException when the jobs differ, or columns or cursor are not right
     */
    public void diff(
            String run,
            String other,
            @Nullable String by,
            @Nullable String compare,
            PageRequest page,
            JsonGenerator out) {
        store.read(connection -> {
            String name = runs.job(connection, run);
            if (!runs.job(connection, other).equals(name)) {
                throw new RefusedQueryException("other", other, "must be a run of the same job, " + name);
            }
            Job job = catalogue.get(name);
            ByColumns columns = ByColumns.of(job, by, job.key());
            List<String> standard = by == null ? describing(job, columns.names()) : List.of();
            List<String> compared = ByColumns.of(job, compare, standard).names();
            String scope = "diff " + run + " " + other + " " + columns.names() + " " + compared;
            List<Object> parameters = new ArrayList<>(List.of(run));
            String sql = "SELECT quarry_count, quarry_gone, quarry_text, " + columns.listed()
                    + ", quarry_new AS new_on, quarry_gone AS gone_from, quarry_changed AS changed_on,"
                    + " quarry_columns AS changed FROM (" + overFleet(job, columns, compared, run, other, parameters)
                    + ")" + after(page, scope, parameters) + " ORDER BY quarry_count, quarry_gone, quarry_text";
            new ListPage(scope, KEYS, page.limit()).write(connection, store.limit(), sql, parameters, out);
            return page;
        });
    }

    private static String overFleet(
            Job job, ByColumns columns, List<String> compared, String run, String other, List<Object> parameters) {
        String changed = compared.isEmpty()
                ? "[]::VARCHAR[]"
                : IntStream.range(0, compared.size())
                        .mapToObj(i -> "CASE WHEN bool_or(" + both() + " AND quarry_d" + i + ") THEN '"
                                + compared.get(i).replace("'", "''") + "' END")
                        .collect(joining(", ", "list_filter([", "], lambda x: x IS NOT NULL)"));
        return "SELECT " + columns.listed() + ", count(*) FILTER (quarry_then = 0) AS quarry_new,"
                + " count(*) FILTER (quarry_now = 0) AS quarry_gone, count(*) FILTER (" + both()
                + ") AS quarry_changed, " + changed + " AS quarry_columns, count(*) AS quarry_count, "
                + columns.text() + " AS quarry_text FROM ("
                + onEach(job, columns, compared, run, other, parameters) + ") GROUP BY " + columns.listed();
    }

    private static String both() {
        return "quarry_now > 0 AND quarry_then > 0";
    }

    /** Values are compared by the sum of their hashes: the rows of an asset have no order. */
    private static String onEach(
            Job job, ByColumns columns, List<String> compared, String run, String other, List<Object> parameters) {
        StringBuilder values = new StringBuilder();
        StringBuilder differ = new StringBuilder();
        StringBuilder any = new StringBuilder();
        for (int i = 0; i < compared.size(); i++) {
            values.append(", ")
                    .append(ByColumns.path(compared.get(i)))
                    .append(" AS quarry_c")
                    .append(i);
            String sum = "sum(hash(quarry_c" + i + ")) FILTER ";
            differ.append(", ").append(sum).append("(quarry_side = 0) IS DISTINCT FROM ");
            differ.append(sum).append("(quarry_side = 1) AS quarry_d").append(i);
            any.append(" OR quarry_d").append(i);
        }
        FindingScope scope = new FindingScope(List.of(run, other), null, null, null);
        String rows = scope.rows(job, parameters);
        parameters.addAll(List.of(run, other));
        return "SELECT * FROM (SELECT " + columns.listed()
                + ", quarry_asset, count(*) FILTER (quarry_side = 0) AS quarry_now,"
                + " count(*) FILTER (quarry_side = 1) AS quarry_then" + differ + " FROM (SELECT "
                + columns.selected()
                + ", asset_id AS quarry_asset, CASE WHEN run_id = ? THEN 0 ELSE 1 END AS quarry_side"
                + values + " FROM (" + rows + ") WHERE asset_id IN (" + answered() + " INTERSECT " + answered()
                + ")) GROUP BY " + columns.listed() + ", quarry_asset) WHERE quarry_now = 0 OR quarry_then = 0" + any;
    }

    private static String answered() {
        return "SELECT asset_id FROM settlements WHERE run_id = ? AND outcome IN ('COMPLETED', 'PARTIAL', 'TRUNCATED')";
    }

    /** Columns that say what a thing is: texts and booleans, members of records included, beside its key. */
    static List<String> describing(Job job, List<String> key) {
        List<String> names = new ArrayList<>();
        describing(job.columns(), "", names);
        names.removeAll(key);
        return names;
    }

    private static void describing(Schema record, String prefix, List<String> names) {
        for (Schema.Field field : record.getFields()) {
            String name = prefix + field.name();
            Optional<Schema> schema = ByColumns.schema(record, field.name());
            switch (schema.map(Schema::getType).orElse(Schema.Type.NULL)) {
                case STRING, ENUM, BOOLEAN -> names.add(name);
                case RECORD -> describing(schema.orElseThrow(), name + ".", names);
                case ARRAY, MAP, BYTES, FIXED, INT, LONG, FLOAT, DOUBLE, UNION, NULL -> {
                    // lists are things of their own, numbers and times go on by themselves
                }
            }
        }
    }

    private static String after(PageRequest page, String scope, List<Object> parameters) {
        Optional<Cursor> after = page.after(scope, KEYS);
        after.ifPresent(cursor -> parameters.addAll(
                List.of(cursor.number(0), cursor.number(1), cursor.position().get(2))));
        return after.isPresent()
                ? " WHERE (quarry_count, quarry_gone, quarry_text) > (?::BIGINT, ?::BIGINT, ?::VARCHAR)"
                : "";
    }
}
