package io.quarry.schemas;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;

/** Records of any schema with something in every field, the same every time. */
public final class SampleRecords {
    /** 2026-11-24T13:00:00Z in milliseconds. */
    private static final long MILLIS = 1_795_525_200_000L;

    private SampleRecords() {}

    public static GenericData.Record of(Schema schema) {
        GenericData.Record record = new GenericData.Record(schema);
        for (Schema.Field field : schema.getFields()) {
            record.put(field.pos(), value(field.schema(), field));
        }
        return record;
    }

    private static Object value(Schema schema, Schema.Field field) {
        return switch (schema.getType()) {
            case RECORD -> of(schema);
            case UNION -> value(RecordReader.nonNull(schema), field);
            case ARRAY -> new GenericData.Array<>(schema, List.of(value(schema.getElementType(), field)));
            case MAP -> Map.of("one", value(schema.getValueType(), field));
            case ENUM ->
                new GenericData.EnumSymbol(
                        schema,
                        schema.getEnumSymbols().get(schema.getEnumSymbols().size() - 1));
            case STRING -> field.name() + " ü " + field.pos();
            case BYTES -> ByteBuffer.wrap(field.name().getBytes(StandardCharsets.UTF_8));
            case INT -> 1 + field.pos();
            case LONG -> number(schema, field);
            case BOOLEAN -> true;
            case FIXED, FLOAT, DOUBLE, NULL -> throw new IllegalStateException("not used: " + schema.getType());
        };
    }

    private static long number(Schema schema, Schema.Field field) {
        if (schema.getLogicalType() instanceof LogicalTypes.TimestampMicros) {
            return MILLIS * 1_000 + field.pos();
        }
        return schema.getLogicalType() instanceof LogicalTypes.TimestampMillis
                ? MILLIS + field.pos()
                : 10_000_000_000L + field.pos();
    }
}
