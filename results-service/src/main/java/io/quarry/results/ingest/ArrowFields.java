package io.quarry.results.ingest;

import io.quarry.results.store.ColumnType;
import java.util.List;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.avro.Schema;

/** Arrow's fields for an Avro schema, as DuckDB reads them into the types of {@link ColumnType}. */
final class ArrowFields {
    private ArrowFields() {}

    static List<Field> of(Schema record) {
        return record.getFields().stream().map(f -> of(f.name(), f.schema())).toList();
    }

    private static Field of(String name, Schema schema) {
        return switch (schema.getType()) {
            case UNION -> of(name, ColumnType.nonNull(schema));
            case RECORD -> nullable(name, ArrowType.Struct.INSTANCE, of(schema));
            case ARRAY -> nullable(name, ArrowType.List.INSTANCE, List.of(of("element", schema.getElementType())));
            case MAP -> nullable(name, new ArrowType.Map(false), List.of(entries(schema)));
            default -> nullable(name, scalar(schema), List.of());
        };
    }

    private static Field entries(Schema map) {
        Field key = new Field(MapVector.KEY_NAME, FieldType.notNullable(ArrowType.Utf8.INSTANCE), null);
        Field value = of(MapVector.VALUE_NAME, map.getValueType());
        return new Field(
                MapVector.DATA_VECTOR_NAME, FieldType.notNullable(ArrowType.Struct.INSTANCE), List.of(key, value));
    }

    private static ArrowType scalar(Schema schema) {
        return switch (schema.getType()) {
            case STRING, ENUM -> ArrowType.Utf8.INSTANCE;
            case BYTES, FIXED -> ArrowType.Binary.INSTANCE;
            case BOOLEAN -> ArrowType.Bool.INSTANCE;
            case INT -> new ArrowType.Int(32, true);
            case LONG ->
                ColumnType.timestamp(schema)
                        ? new ArrowType.Timestamp(TimeUnit.MICROSECOND, "UTC")
                        : new ArrowType.Int(64, true);
            case FLOAT -> new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE);
            case DOUBLE -> new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
            default -> throw new IllegalArgumentException("no column for " + schema);
        };
    }

    private static Field nullable(String name, ArrowType type, List<Field> children) {
        return new Field(name, FieldType.nullable(type), children);
    }
}
