package io.quarry.results.query;

import static java.util.stream.Collectors.joining;

import io.quarry.results.store.ColumnType;
import io.quarry.schemas.Job;
import io.quarry.schemas.Violations;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Columns of a job that findings are put together by; dots lead into nested records.
 *
 * @param names as asked for, each once
 */
record ByColumns(List<String> names) {
    ByColumns {
        names = List.copyOf(names);
    }

    /**
     * @param asked commas between; null for the job's own choice
     * @throws RefusedQueryException naming every one that the job does not have
     */
    static ByColumns of(Job job, @Nullable String asked, List<String> choice) {
        List<String> names = asked == null
                ? choice
                : Arrays.stream(asked.split(",", -1)).map(String::strip).toList();
        Violations violations = new Violations();
        List<String> good = new ArrayList<>();
        for (String name : names) {
            if (!exists(job.finding(), name) || good.contains(name)) {
                violations.add("by", name, "must be columns of " + job.name() + ", each once, such as " + choice);
            }
            good.add(name);
        }
        if (!violations.isEmpty()) {
            throw new RefusedQueryException(violations.list());
        }
        return new ByColumns(names);
    }

    /** The columns under the names asked for. */
    String selected() {
        return names.stream().map(n -> path(n) + " AS " + quoted(n)).collect(joining(", "));
    }

    /** What {@link #selected} gave. */
    String listed() {
        return names.stream().map(ByColumns::quoted).collect(joining(", "));
    }

    /** One text for each combination of values, different for different ones: the end of an order, and a key to join by. */
    String text() {
        return names.stream()
                .map(n -> "CAST(" + quoted(n) + " AS VARCHAR)")
                .collect(joining(", ", "CAST(to_json([", "]) AS VARCHAR)"));
    }

    private static boolean exists(Schema record, String path) {
        return schema(record, path).isPresent();
    }

    /** What a path leads to: the type beside null. */
    static Optional<Schema> schema(Schema record, String path) {
        Schema schema = record;
        for (String name : path.split("\\.", -1)) {
            Optional<Schema> inner = inner(schema).map(s -> s.getField(name)).map(Schema.Field::schema);
            if (inner.isEmpty()) {
                return Optional.empty();
            }
            schema = inner.get();
        }
        return Optional.of(schema.getType() == Schema.Type.UNION ? ColumnType.nonNull(schema) : schema);
    }

    private static Optional<Schema> inner(Schema schema) {
        if (schema.getType() == Schema.Type.UNION) {
            return schema.getTypes().stream()
                    .filter(s -> s.getType() == Schema.Type.RECORD)
                    .findFirst();
        }
        return schema.getType() == Schema.Type.RECORD ? Optional.of(schema) : Optional.empty();
    }

    static String path(String name) {
        return Arrays.stream(name.split("\\.")).map(ByColumns::quoted).collect(joining("."));
    }

    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
