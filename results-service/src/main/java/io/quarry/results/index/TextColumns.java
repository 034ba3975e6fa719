package io.quarry.results.index;

import io.quarry.results.store.ColumnType;
import io.quarry.schemas.Job;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a job that hold text, those in nested records and lists included, those of the envelope not: they say
 * where a row comes from, not what was found.
 */
public final class TextColumns {
    /**
     * One of them.
     *
     * @param name with dots into records and lists: {@code modules.path}
     * @param texts an expression of SQL over the job's table {@code f}: the list of its texts in a row
     * @param only its text, where a row has no more than one; null for lists
     */
    public record TextColumn(
            String name, String texts, @Nullable String only) {
        /** Whether one of its texts contains another one, both in lower case; cheap where it can be. */
        public String contains(String lower) {
            return only != null
                    ? "coalesce(contains(lower(" + only + "), " + lower + "), false)"
                    : "len(list_filter(" + texts + ", lambda t: contains(lower(t), " + lower + "))) > 0";
        }
    }

    private final List<TextColumn> found = new ArrayList<>();

    private TextColumns() {}

    public static List<TextColumn> of(Job job) {
        TextColumns columns = new TextColumns();
        for (Schema.Field field : job.columns().getFields()) {
            columns.collect(field.schema(), field.name(), "f." + quoted(field.name()), UnaryOperator.identity(), 0);
        }
        return List.copyOf(columns.found);
    }

    /**
     * @param value expression of the value
     * @param around what makes a list over the whole row of a list over this value
     */
    private void collect(Schema schema, String name, String value, UnaryOperator<String> around, int depth) {
        switch (schema.getType()) {
            case UNION -> collect(ColumnType.nonNull(schema), name, value, around, depth);
            case STRING -> add(name, around.apply("[" + value + "]"), depth == 0 ? value : null);
            case RECORD -> {
                for (Schema.Field field : schema.getFields()) {
                    String member = value + "." + quoted(field.name());
                    collect(field.schema(), name + "." + field.name(), member, around, depth);
                }
            }
            case ARRAY -> {
                Schema element = schema.getElementType();
                String item = "x" + depth;
                if (element.getType() == Schema.Type.STRING) {
                    add(name, around.apply(value), null);
                } else {
                    UnaryOperator<String> inner = list ->
                            around.apply("flatten(list_transform(" + value + ", lambda " + item + ": " + list + "))");
                    collect(element, name, item, inner, depth + 1);
                }
            }
            case MAP -> {
                if (schema.getValueType().getType() == Schema.Type.STRING) {
                    add(name, around.apply("map_values(" + value + ")"), null);
                }
            }
            case ENUM, BYTES, FIXED, INT, LONG, FLOAT, DOUBLE, BOOLEAN, NULL -> {
                // no text of the endpoint's
            }
        }
    }

    private void add(String name, String texts, @Nullable String only) {
        found.add(new TextColumn(name, "coalesce(" + texts + ", []::VARCHAR[])", only));
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
