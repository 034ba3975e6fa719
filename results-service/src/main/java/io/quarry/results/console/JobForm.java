package io.quarry.results.console;

import io.quarry.schemas.Job;
import io.quarry.schemas.ParameterReader;
import java.util.List;
import org.apache.avro.JsonProperties;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** The fields of a form for a job's parameters, from the job's own file. */
public record JobForm(String name, String title, String doc, List<Field> fields) {
    /** What a field is for people. */
    public enum Kind {
        CHECK,
        NUMBER,
        TEXT,
        LINES,
        CHOICE
    }

    /**
     * @param name of the parameter
     * @param label for people
     * @param doc what it does
     * @param kind how it is entered
     * @param required true when it has no default
     * @param standard the default as text; empty when it is "not set"
     * @param symbols what may be chosen
     */
    public record Field(
            String name, String label, String doc, Kind kind, boolean required, String standard, List<String> symbols) {
        /** As the form names it. */
        public String input() {
            return "p." + name;
        }

        public boolean check() {
            return kind == Kind.CHECK;
        }
    }

    static JobForm of(Job job) {
        return new JobForm(
                job.name(),
                job.title(),
                job.doc(),
                job.params().getFields().stream().map(JobForm::field).toList());
    }

    /** Whether it can be run without a word about it. */
    static boolean readyToRun(Job job) {
        return ParameterReader.read(job, "").violations().isEmpty();
    }

    public List<Field> checks() {
        return fields.stream().filter(Field::check).toList();
    }

    public List<Field> others() {
        return fields.stream().filter(f -> !f.check()).toList();
    }

    private static Field field(Schema.Field field) {
        Schema schema = known(field.schema());
        Object label = field.getObjectProp("label");
        return new Field(
                field.name(),
                label == null ? field.name() : label.toString(),
                field.doc() == null ? "" : field.doc(),
                kind(schema),
                !field.hasDefaultValue(),
                standard(field),
                schema.getType() == Schema.Type.ENUM ? schema.getEnumSymbols() : List.of());
    }

    private static Kind kind(Schema schema) {
        return switch (schema.getType()) {
            case BOOLEAN -> Kind.CHECK;
            case INT, LONG -> Kind.NUMBER;
            case ARRAY -> Kind.LINES;
            case ENUM -> Kind.CHOICE;
            case STRING, FLOAT, DOUBLE, BYTES, FIXED, MAP, RECORD, UNION, NULL -> Kind.TEXT;
        };
    }

    private static String standard(Schema.Field field) {
        @Nullable Object value = field.hasDefaultValue() ? field.defaultVal() : null;
        return value == null || value == JsonProperties.NULL_VALUE || value instanceof List<?> ? "" : value.toString();
    }

    private static Schema known(Schema schema) {
        return schema.getType() != Schema.Type.UNION
                ? schema
                : schema.getTypes().stream()
                        .filter(t -> t.getType() != Schema.Type.NULL)
                        .findFirst()
                        .orElseThrow();
    }
}
