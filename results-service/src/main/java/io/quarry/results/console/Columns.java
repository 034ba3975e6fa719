package io.quarry.results.console;

import io.quarry.results.store.ColumnType;
import io.quarry.schemas.Job;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import tools.jackson.databind.JsonNode;

/** Columns of findings and how their values are shown. */
public final class Columns {
    private static final List<String> ENVELOPE =
            List.of("hunt_id", "run_id", "task_id", "attempt", "seq", "asset_id", "hostname", "collected_at");

    private Columns() {}

    /** How a value is shown. */
    public enum Kind {
        INSTANT,
        BYTES,
        NUMBER,
        FLAG,
        NESTED,
        TEXT
    }

    /**
     * A column as a table shows it.
     *
     * @param name as the job has it; dots lead into records
     * @param doc what it means
     * @param kind how its values are shown
     */
    public record Column(String name, String doc, Kind kind) {
        /** The name for people. */
        public String title() {
            return Columns.title(name);
        }

        public boolean number() {
            return kind == Kind.NUMBER || kind == Kind.BYTES;
        }
    }

    /** A column's name for people. */
    static String title(String name) {
        return name.replace('_', ' ').replace(".", " \u203a ");
    }

    /** Every column that may be shown. */
    static List<Column> all(Job job) {
        return job.finding().getFields().stream().map(Columns::column).toList();
    }

    /** What hunters look at first, without what none of the rows has a value for. */
    static List<Column> chosen(Job job, List<JsonNode> rows) {
        List<String> names = new ArrayList<>(List.of("hostname"));
        names.addAll(job.essential());
        job.stack().stream()
                .map(s -> s.replaceAll("\\..*", ""))
                .filter(s -> !names.contains(s))
                .forEach(names::add);
        return named(job, names).stream()
                .filter(c -> rows.isEmpty() || rows.stream().anyMatch(r -> !Show.empty(r.path(c.name()))))
                .toList();
    }

    /** @param names commas between */
    static List<Column> asked(Job job, String names) {
        return named(job, Arrays.stream(names.split(",", -1)).map(String::strip).toList());
    }

    /** Those that the job itself adds to the envelope. */
    static List<Column> own(Job job) {
        return all(job).stream().filter(c -> !ENVELOPE.contains(c.name())).toList();
    }

    static Column column(Schema.Field field) {
        String doc = field.doc() == null ? "" : field.doc();
        Kind kind = kind(field.schema());
        boolean bytes = kind == Kind.NUMBER
                && (field.name().endsWith("_bytes") || field.name().equals("size"));
        return new Column(field.name(), doc, bytes ? Kind.BYTES : kind);
    }

    static Kind kind(Schema schema) {
        Schema known = schema.getType() == Schema.Type.UNION ? ColumnType.nonNull(schema) : schema;
        if (ColumnType.timestamp(known)) {
            return Kind.INSTANT;
        }
        return switch (known.getType()) {
            case INT, LONG, FLOAT, DOUBLE -> Kind.NUMBER;
            case BOOLEAN -> Kind.FLAG;
            case RECORD, ARRAY, MAP -> Kind.NESTED;
            case STRING, ENUM, BYTES, FIXED, UNION, NULL -> Kind.TEXT;
        };
    }

    private static List<Column> named(Job job, List<String> names) {
        return names.stream()
                .flatMap(n -> job.column(n).stream())
                .map(Columns::column)
                .toList();
    }
}
