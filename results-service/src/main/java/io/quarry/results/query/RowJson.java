package io.quarry.results.query;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Array;
import java.sql.Blob;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.duckdb.DuckDBStruct;
import org.duckdb.JsonNode;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Rows of the store as JSON: structs and maps are objects, lists arrays, instants ISO 8601 in UTC, bytes Base64, nulls
 * kept. Writes as it reads: no more than one row is held.
 */
public final class RowJson {
    private final ResultSet rows;
    private final List<String> names;
    /** Columns of these types lose nothing but a detour over the machine's time zone when read as LocalDateTime. */
    private final List<Boolean> local;

    public RowJson(ResultSet rows) throws SQLException {
        this.rows = rows;
        ResultSetMetaData meta = rows.getMetaData();
        List<String> labels = new ArrayList<>();
        List<Boolean> timestamps = new ArrayList<>();
        for (int i = 1; i <= meta.getColumnCount(); i++) {
            labels.add(meta.getColumnLabel(i));
            timestamps.add(meta.getColumnTypeName(i).equals("TIMESTAMP"));
        }
        names = List.copyOf(labels);
        local = List.copyOf(timestamps);
    }

    /** The current row's columns from the given one on, counted from 1, as fields of an object that is open. */
    public void fields(JsonGenerator out, int from) throws SQLException {
        fields(out, from, names.size());
    }

    /** The same, up to and with the last one. */
    void fields(JsonGenerator out, int from, int last) throws SQLException {
        for (int i = from; i <= last; i++) {
            out.writeName(names.get(i - 1));
            value(out, column(i));
        }
    }

    /** The first columns of the current row as text. */
    List<String> texts(int count) throws SQLException {
        List<String> texts = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            texts.add(rows.getString(i));
        }
        return texts;
    }

    /** One column of the current row, for those who do more with it than show it. */
    ResultSet row() {
        return rows;
    }

    /** The columns' names. */
    public List<String> names() {
        return names;
    }

    /** One column of the current row, counted from 1. */
    public void value(JsonGenerator out, int index) throws SQLException {
        value(out, column(index));
    }

    /** One column of the current row as the driver has it, counted from 1. */
    public @Nullable Object column(int index) throws SQLException {
        return local.get(index - 1) ? rows.getObject(index, LocalDateTime.class) : rows.getObject(index);
    }

    void array(JsonGenerator out) throws SQLException {
        out.writeStartArray();
        for (int i = 1; i <= names.size(); i++) {
            value(out, column(i));
        }
        out.writeEndArray();
    }

    private static void value(JsonGenerator out, @Nullable Object value) throws SQLException {
        if (value == null) {
            out.writeNull();
        } else if (value instanceof Boolean b) {
            out.writeBoolean(b);
        } else if (value instanceof Number number) {
            number(out, number);
        } else if (value instanceof OffsetDateTime instant) {
            out.writeString(instant.toInstant().toString());
        } else if (value instanceof LocalDateTime utc) {
            out.writeString(utc.toInstant(ZoneOffset.UTC).toString());
        } else if (value instanceof Timestamp utc) { // inside a struct or list, where the driver offers nothing else
            out.writeString(utc.toLocalDateTime().toInstant(ZoneOffset.UTC).toString());
        } else if (value instanceof Blob blob) {
            out.writeString(Base64.getEncoder().encodeToString(blob.getBytes(1, (int) blob.length())));
        } else if (value instanceof JsonNode json) {
            out.writeRawValue(json.toString());
        } else {
            nested(out, value);
        }
    }

    private static void nested(JsonGenerator out, Object value) throws SQLException {
        if (value instanceof DuckDBStruct struct) {
            object(out, struct.getMap());
        } else if (value instanceof Map<?, ?> map) {
            object(out, map);
        } else if (value instanceof Array array) {
            out.writeStartArray();
            for (Object item : (Object[]) array.getArray()) {
                value(out, item);
            }
            out.writeEndArray();
        } else {
            out.writeString(value.toString()); // text, enums, dates, times, UUIDs, intervals
        }
    }

    private static void object(JsonGenerator out, Map<?, ?> map) throws SQLException {
        out.writeStartObject();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            out.writeName(String.valueOf(entry.getKey()));
            value(out, entry.getValue());
        }
        out.writeEndObject();
    }

    private static void number(JsonGenerator out, Number number) {
        if (number instanceof Double || number instanceof Float) {
            out.writeNumber(number.doubleValue());
        } else if (number instanceof BigDecimal decimal) {
            out.writeNumber(decimal);
        } else if (number instanceof BigInteger integer) {
            out.writeNumber(integer);
        } else {
            out.writeNumber(number.longValue());
        }
    }
}
