package io.quarry.results.query;

import io.quarry.results.store.ColumnType;
import io.quarry.schemas.Job;
import io.quarry.schemas.Violations;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A column that rows are sorted by; what is unknown comes last either way.
 *
 * @param path as SQL takes it
 * @param descending the largest first
 * @param type of the store
 */
record SortKey(String path, boolean descending, String type) {
    /** What the text of a value that is not null begins with, in a cursor. */
    static final String KNOWN = "=";

    private static final Set<Schema.Type> NO_ORDER =
            Set.of(Schema.Type.RECORD, Schema.Type.ARRAY, Schema.Type.MAP, Schema.Type.BYTES, Schema.Type.FIXED);

    /**
     * @param sort columns, commas between, {@code -} before those whose largest comes first; null for none
     * @throws RefusedQueryException naming each that can't be sorted by
     */
    static List<SortKey> read(Job job, @Nullable String sort) {
        List<SortKey> keys = new ArrayList<>();
        if (sort == null) {
            return keys;
        }
        Violations violations = new Violations();
        for (String part : sort.split(",", -1)) {
            boolean descending = part.strip().startsWith("-");
            String name = descending ? part.strip().substring(1) : part.strip();
            Optional<Schema> schema =
                    ByColumns.schema(job.finding(), name).filter(s -> !NO_ORDER.contains(s.getType()));
            if (schema.isEmpty()) {
                violations.add(
                        "sort",
                        name,
                        "must be columns of " + job.name() + " that hold one value, - before those to fall");
            } else {
                keys.add(new SortKey(ByColumns.path(name), descending, ColumnType.of(schema.get())));
            }
        }
        if (!violations.isEmpty()) {
            throw new RefusedQueryException(violations.list());
        }
        return keys;
    }

    /** The value for a cursor: never null, whatever the column holds. */
    String text() {
        return "coalesce('" + KNOWN + "' || CAST(" + path + " AS VARCHAR), '-')";
    }

    String order() {
        return path + (descending ? " DESC" : " ASC") + " NULLS LAST";
    }

    /** Rows that have the value of a cursor. */
    String same(String text, List<Object> parameters) {
        if (!text.startsWith(KNOWN)) {
            return path + " IS NULL";
        }
        parameters.add(text.substring(KNOWN.length()));
        return path + " = CAST(? AS " + type + ")";
    }

    /** Rows that come after it. */
    String after(String text, List<Object> parameters) {
        if (!text.startsWith(KNOWN)) {
            return "FALSE";
        }
        parameters.add(text.substring(KNOWN.length()));
        return "(" + path + (descending ? " < " : " > ") + "CAST(? AS " + type + ") OR " + path + " IS NULL)";
    }
}
