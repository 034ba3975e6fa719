package io.quarry.results.query;

import io.quarry.results.store.ColumnType;
import io.quarry.schemas.Job;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The order of findings: by a column, what is not known last, and then as they came. The keys of a row are what the
 * cursor of a page carries; the value is in hexadecimal there, for it may hold anything.
 *
 * @param column quoted; null: only as they came
 * @param type of the column in the store
 * @param descending the largest first
 */
record FindingOrder(@Nullable String column, String type, boolean descending) {
    private static final Set<Schema.Type> NOT_ORDERED =
            Set.of(Schema.Type.RECORD, Schema.Type.ARRAY, Schema.Type.MAP, Schema.Type.BYTES, Schema.Type.FIXED);
    private static final int PLAIN_KEYS = 2;
    private static final int VALUE_KEYS = 2;

    /**
     * @param asked name of a column, with a minus before it for the largest first; null: as they came
     * @throws RefusedQueryException when the job has no such column, or it has no order
     */
    static FindingOrder of(Job job, @Nullable String asked) {
        if (asked == null) {
            return new FindingOrder(null, "", false);
        }
        String name = asked.startsWith("-") ? asked.substring(1) : asked;
        Optional<Schema> schema = job.column(name).map(Schema.Field::schema).map(FindingOrder::known);
        if (schema.isEmpty() || NOT_ORDERED.contains(schema.get().getType())) {
            throw new RefusedQueryException(
                    "sort",
                    asked,
                    "must be a column of " + job.name() + " with plain values, with - for the largest first");
        }
        return new FindingOrder('"' + name + '"', ColumnType.of(schema.get()), asked.startsWith("-"));
    }

    boolean plain() {
        return column == null;
    }

    int keys() {
        return plain() ? PLAIN_KEYS : VALUE_KEYS + PLAIN_KEYS;
    }

    /** What a cursor is good for. */
    String scope() {
        return plain() ? "" : " " + column + (descending ? " desc" : "");
    }

    /** The key columns. */
    String selected() {
        return (plain()
                        ? ""
                        : "(" + column + " IS NULL)::INTEGER, hex(coalesce(CAST(" + column + " AS VARCHAR), '')), ")
                + "quarry_ord, seq AS quarry_seq";
    }

    String orderBy() {
        return (plain() ? "" : column + " IS NULL, " + column + (descending ? " DESC, " : ", "))
                + "quarry_ord, quarry_seq";
    }

    /** Rows behind the cursor; for an order by a column, over what {@link #selected} is taken from. */
    String after() {
        String value = "CASE WHEN ? = 1 THEN NULL ELSE CAST(decode(unhex(?)) AS " + type + ") END";
        return "((" + column + " IS NULL)::INTEGER > ? OR ((" + column + " IS NULL)::INTEGER = ? AND (" + column
                + (descending ? " < " : " > ") + value + " OR (" + column + " IS NOT DISTINCT FROM " + value
                + " AND (quarry_ord > ? OR (quarry_ord = ? AND seq > ?))))))";
    }

    /** For the question marks of {@link #after}. */
    List<Object> parameters(Cursor cursor) {
        List<Object> parameters = new ArrayList<>();
        long unknown = cursor.number(0);
        String value = cursor.position().get(1);
        parameters.addAll(List.of(unknown, unknown, unknown, value, unknown, value));
        long ord = cursor.number(2);
        parameters.addAll(List.of(ord, ord, cursor.number(VALUE_KEYS + 1)));
        return parameters;
    }

    private static Schema known(Schema schema) {
        return schema.getType() == Schema.Type.UNION ? ColumnType.nonNull(schema) : schema;
    }
}
