package io.quarry.schemas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Map;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/** Records as the JSON that people read: Avro names, no union wrappers, instants ISO 8601 in UTC, bytes in Base64. */
public final class AvroJson {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final long MICROS = 1_000_000;

    private AvroJson() {}

    public static ObjectNode tree(IndexedRecord record) {
        ObjectNode out = NODES.objectNode();
        for (Schema.Field field : record.getSchema().getFields()) {
            out.set(field.name(), tree(field.schema(), record.get(field.pos())));
        }
        return out;
    }

    public static JsonNode tree(Schema schema, @Nullable Object value) {
        if (value == null) {
            return NODES.nullNode();
        }
        return switch (schema.getType()) {
            case UNION -> tree(RecordReader.nonNull(schema), value);
            case RECORD -> tree((IndexedRecord) value);
            case ARRAY -> array(schema, (Iterable<?>) value);
            case MAP -> map(schema, (Map<?, ?>) value);
            case LONG -> value instanceof Instant instant ? instant(schema, instant) : number(schema, (Long) value);
            case INT -> NODES.numberNode((Integer) value);
            case BOOLEAN -> NODES.booleanNode((Boolean) value);
            case DOUBLE -> NODES.numberNode((Double) value);
            case FLOAT -> NODES.numberNode((Float) value);
            case BYTES -> NODES.textNode(base64((ByteBuffer) value));
            case STRING, ENUM, FIXED -> NODES.textNode(value.toString());
            case NULL -> NODES.nullNode();
        };
    }

    /** As exact as the column is, so that a record looks the same before and after it was written. */
    private static JsonNode instant(Schema schema, Instant value) {
        boolean millis = schema.getLogicalType() instanceof LogicalTypes.TimestampMillis;
        return NODES.textNode(value.truncatedTo(millis ? ChronoUnit.MILLIS : ChronoUnit.MICROS)
                .toString());
    }

    private static JsonNode number(Schema schema, long value) {
        if (schema.getLogicalType() instanceof LogicalTypes.TimestampMicros) {
            return NODES.textNode(
                    Instant.ofEpochSecond(Math.floorDiv(value, MICROS), Math.floorMod(value, MICROS) * 1_000)
                            .toString());
        }
        if (schema.getLogicalType() instanceof LogicalTypes.TimestampMillis) {
            return NODES.textNode(Instant.ofEpochMilli(value).toString());
        }
        return NODES.numberNode(value);
    }

    private static ArrayNode array(Schema schema, Iterable<?> values) {
        ArrayNode out = NODES.arrayNode();
        values.forEach(v -> out.add(tree(schema.getElementType(), v)));
        return out;
    }

    private static ObjectNode map(Schema schema, Map<?, ?> values) {
        ObjectNode out = NODES.objectNode();
        values.forEach((k, v) -> out.set(k.toString(), tree(schema.getValueType(), v)));
        return out;
    }

    private static String base64(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return Base64.getEncoder().encodeToString(copy);
    }
}
