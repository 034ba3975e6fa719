package io.quarry.results.store;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/** What a field of an Avro record becomes in the store. */
public final class ColumnType {
    private ColumnType() {}

    /**
     * DuckDB's type for an Avro schema: nested records are STRUCT, arrays are lists, timestamps of both precisions are
     * TIMESTAMP WITH TIME ZONE in microseconds.
     */
    public static String of(Schema schema) {
        return switch (schema.getType()) {
            case STRING, ENUM -> "VARCHAR";
            case BYTES, FIXED -> "BLOB";
            case INT -> "INTEGER";
            case LONG -> timestamp(schema) ? "TIMESTAMP WITH TIME ZONE" : "BIGINT";
            case FLOAT -> "FLOAT";
            case DOUBLE -> "DOUBLE";
            case BOOLEAN -> "BOOLEAN";
            case RECORD -> "STRUCT(" + columns(schema) + ")";
            case ARRAY -> of(schema.getElementType()) + "[]";
            case MAP -> "MAP(VARCHAR, " + of(schema.getValueType()) + ")";
            case UNION -> of(nonNull(schema));
            case NULL -> throw new IllegalArgumentException("a column needs a type: " + schema);
        };
    }

    /** The columns of a record as CREATE TABLE and STRUCT take them. */
    public static String columns(Schema record) {
        return record.getFields().stream()
                .map(f -> quoted(f.name()) + " " + of(f.schema()))
                .collect(Collectors.joining(", "));
    }

    public static boolean timestamp(Schema schema) {
        return schema.getLogicalType() instanceof LogicalTypes.TimestampMicros
                || schema.getLogicalType() instanceof LogicalTypes.TimestampMillis;
    }

    /** The one type beside null of an optional field. */
    public static Schema nonNull(Schema union) {
        List<Schema> types = union.getTypes().stream()
                .filter(t -> t.getType() != Schema.Type.NULL)
                .toList();
        if (types.size() != 1) {
            throw new IllegalArgumentException("a column has one type, beside null: " + union);
        }
        return types.get(0);
    }

    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
