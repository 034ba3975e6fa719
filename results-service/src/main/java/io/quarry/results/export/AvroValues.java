package io.quarry.results.export;

import io.quarry.results.store.ColumnType;
import java.nio.ByteBuffer;
import java.sql.Array;
import java.sql.Blob;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.duckdb.DuckDBStruct;
import org.jspecify.annotations.Nullable;

/** Values of the store as Avro's generic writer takes them. */
final class AvroValues {
    private AvroValues() {}

    /** @throws IllegalArgumentException when the store holds what the schema does not allow */
    static @Nullable Object of(Schema schema, @Nullable Object value) throws SQLException {
        if (value == null) {
            return absent(schema);
        }
        return switch (schema.getType()) {
            case UNION -> of(ColumnType.nonNull(schema), value);
            case RECORD -> record(schema, (DuckDBStruct) value);
            case ARRAY -> list(schema.getElementType(), (Array) value);
            case MAP -> map(schema.getValueType(), (Map<?, ?>) value);
            case ENUM -> new GenericData.EnumSymbol(schema, value.toString());
            case STRING -> value.toString();
            case BYTES -> ByteBuffer.wrap(bytes(value));
            case FIXED -> new GenericData.Fixed(schema, bytes(value));
            case LONG -> ColumnType.timestamp(schema) ? instant(schema, value) : ((Number) value).longValue();
            case INT, FLOAT, DOUBLE, BOOLEAN -> value;
            case NULL -> throw new IllegalArgumentException("no column holds nothing but null");
        };
    }

    /** A list that an older agent did not know is empty; anything else must be allowed to be unknown. */
    private static @Nullable Object absent(Schema schema) {
        return switch (schema.getType()) {
            case ARRAY -> List.of();
            case MAP -> Map.of();
            case UNION, NULL -> null;
            case ENUM ->
                new GenericData.EnumSymbol(schema, schema.getEnumSymbols().get(0));
            case STRING -> "";
            case BOOLEAN -> false;
            case INT -> 0;
            case LONG -> 0L;
            case RECORD, BYTES, FIXED, FLOAT, DOUBLE ->
                throw new IllegalArgumentException("a value is missing that the schema needs: " + schema);
        };
    }

    private static Object record(Schema schema, DuckDBStruct struct) throws SQLException {
        Map<String, Object> members = struct.getMap();
        GenericData.Record record = new GenericData.Record(schema);
        for (Schema.Field field : schema.getFields()) {
            record.put(field.pos(), of(field.schema(), members.get(field.name())));
        }
        return record;
    }

    private static List<@Nullable Object> list(Schema element, Array array) throws SQLException {
        List<@Nullable Object> list = new ArrayList<>();
        for (Object item : (Object[]) array.getArray()) {
            list.add(of(element, item));
        }
        return list;
    }

    private static Map<String, @Nullable Object> map(Schema values, Map<?, ?> map) throws SQLException {
        Map<String, @Nullable Object> copy = new HashMap<>();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            copy.put(String.valueOf(entry.getKey()), of(values, entry.getValue()));
        }
        return copy;
    }

    private static byte[] bytes(Object value) throws SQLException {
        Blob blob = (Blob) value;
        return blob.getBytes(1, (int) blob.length());
    }

    private static long instant(Schema schema, Object value) {
        Instant instant = value instanceof OffsetDateTime time
                ? time.toInstant()
                : ((Timestamp) value).toLocalDateTime().toInstant(ZoneOffset.UTC);
        return schema.getLogicalType() instanceof LogicalTypes.TimestampMicros
                ? ChronoUnit.MICROS.between(Instant.EPOCH, instant)
                : instant.toEpochMilli();
    }
}
