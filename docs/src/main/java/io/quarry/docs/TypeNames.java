package io.quarry.docs;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/** Avro types in words, and the nested types that a schema brings along. */
final class TypeNames {
    private TypeNames() {}

    static String of(Schema schema) {
        return switch (schema.getType()) {
            case UNION ->
                schema.getTypes().stream()
                                .filter(t -> t.getType() != Schema.Type.NULL)
                                .map(TypeNames::of)
                                .collect(Collectors.joining(" or "))
                        + (schema.isNullable() ? " or null" : "");
            case ARRAY -> "list of " + of(schema.getElementType());
            case MAP -> "map of text to " + of(schema.getValueType());
            case RECORD, ENUM -> Markdown.code(schema.getName());
            case LONG -> number(schema);
            case STRING -> "string";
            default -> schema.getType().getName();
        };
    }

    private static String number(Schema schema) {
        if (schema.getLogicalType() instanceof LogicalTypes.TimestampMicros) {
            return "timestamp-micros";
        }
        return schema.getLogicalType() instanceof LogicalTypes.TimestampMillis ? "timestamp-millis" : "long";
    }

    /** The named types inside a record, in the order they appear, the record itself not among them. */
    static Collection<Schema> nested(Schema record) {
        Map<String, Schema> found = new LinkedHashMap<>();
        record.getFields().forEach(f -> collect(f.schema(), found));
        return found.values();
    }

    private static void collect(Schema schema, Map<String, Schema> found) {
        switch (schema.getType()) {
            case UNION -> schema.getTypes().forEach(t -> collect(t, found));
            case ARRAY -> collect(schema.getElementType(), found);
            case MAP -> collect(schema.getValueType(), found);
            case ENUM -> found.putIfAbsent(schema.getFullName(), schema);
            case RECORD -> {
                if (found.putIfAbsent(schema.getFullName(), schema) == null) {
                    schema.getFields().forEach(f -> collect(f.schema(), found));
                }
            }
            default -> {
                // a plain type brings nothing along
            }
        }
    }
}
