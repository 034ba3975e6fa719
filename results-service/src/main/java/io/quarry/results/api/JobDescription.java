package io.quarry.results.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarry.schemas.Job;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.JsonProperties;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A job for those who file hunts and read findings.
 *
 * @param name as hunts name it
 * @param title for people
 * @param doc one sentence
 * @param platforms where it has a meaning
 * @param topic of its findings
 * @param view of its findings, for SQL
 * @param stack columns it is stacked by when nothing else is said
 * @param parameters what a hunt may set
 * @param columns what a finding has, the envelope first
 */
record JobDescription(
        String name,
        String title,
        String doc,
        List<String> platforms,
        String topic,
        String view,
        List<String> stack,
        List<Parameter> parameters,
        List<Column> columns) {

    /**
     * @param name as in the hunt's {@code parameters}
     * @param label for forms
     * @param type see {@link #type(Schema)}
     * @param required true when it has no default
     * @param standard the default; null stands for "not set"
     * @param doc what it does
     * @param symbols allowed values, when they are a closed list
     * @param rules further bounds as the job's file gives them: min, max, min_length, max_length, max_items, format
     */
    record Parameter(
            String name,
            String label,
            String type,
            boolean required,
            @JsonProperty("default") @Nullable Object standard,
            String doc,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> symbols,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Object> rules) {}

    /**
     * @param name of the column, or of the member of a nested record
     * @param type see {@link #type(Schema)}
     * @param nullable whether it may be unknown
     * @param essential whether it is never empty without a recorded problem
     * @param doc what it means
     * @param platforms where it can be known, when that is not everywhere
     * @param fields members of a record, or of the records in a list
     */
    record Column(
            String name,
            String type,
            boolean nullable,
            boolean essential,
            String doc,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> platforms,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Column> fields) {}

    static JobDescription of(Job job) {
        return new JobDescription(
                job.name(),
                job.title(),
                job.doc(),
                job.platforms(),
                job.topic(),
                job.view(),
                job.stack(),
                job.params().getFields().stream().map(JobDescription::parameter).toList(),
                columns(job.finding()));
    }

    private static Parameter parameter(Schema.Field field) {
        Map<String, Object> rules = new TreeMap<>(field.getObjectProps());
        Object label = rules.remove("label");
        Schema schema = known(field.schema());
        Schema item = schema.getType() == Schema.Type.ARRAY ? known(schema.getElementType()) : schema;
        return new Parameter(
                field.name(),
                label == null ? field.name() : label.toString(),
                type(schema),
                !field.hasDefaultValue(),
                plain(field.hasDefaultValue() ? field.defaultVal() : null),
                documentation(field),
                item.getType() == Schema.Type.ENUM ? item.getEnumSymbols() : List.of(),
                rules);
    }

    private static List<Column> columns(Schema record) {
        return record.getFields().stream().map(JobDescription::column).toList();
    }

    private static Column column(Schema.Field field) {
        Schema schema = known(field.schema());
        Schema item = schema.getType() == Schema.Type.ARRAY ? known(schema.getElementType()) : schema;
        return new Column(
                field.name(),
                type(schema),
                field.schema().isNullable(),
                Boolean.TRUE.equals(field.getObjectProp("essential")),
                documentation(field),
                field.getObjectProp("platforms") instanceof List<?> list
                        ? list.stream().map(String::valueOf).toList()
                        : List.of(),
                item.getType() == Schema.Type.RECORD ? columns(item) : List.of());
    }

    /** Avro's name of the type, but {@code instant} for timestamps, and {@code list of T}, {@code map of T}. */
    private static String type(Schema schema) {
        return switch (schema.getType()) {
            case UNION -> type(known(schema));
            case ARRAY -> "list of " + type(schema.getElementType());
            case MAP -> "map of " + type(schema.getValueType());
            case LONG ->
                schema.getLogicalType() instanceof LogicalTypes.TimestampMicros
                                || schema.getLogicalType() instanceof LogicalTypes.TimestampMillis
                        ? "instant"
                        : "long";
            case RECORD, ENUM, FIXED, STRING, BYTES, INT, FLOAT, DOUBLE, BOOLEAN, NULL ->
                schema.getType().getName();
        };
    }

    /** The one type beside null. */
    private static Schema known(Schema schema) {
        return schema.getType() != Schema.Type.UNION
                ? schema
                : schema.getTypes().stream()
                        .filter(t -> t.getType() != Schema.Type.NULL)
                        .findFirst()
                        .orElseThrow();
    }

    private static @Nullable Object plain(@Nullable Object standard) {
        return standard == JsonProperties.NULL_VALUE ? null : standard;
    }

    private static String documentation(Schema.Field field) {
        return field.doc() == null ? "" : field.doc();
    }
}
