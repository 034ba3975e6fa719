package io.quarry.schemas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificData;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON, or text in JSON's place as a command line gives it, into a record of any schema and collects every
 * violation. Field properties of the schema say more than its types can: {@code min}, {@code max}, {@code min_length},
 * {@code max_length}, {@code max_items}, {@code format} (see {@link TextFormat}).
 */
public final class RecordReader {
    private static final SpecificData MODEL = SpecificData.get();
    private static final int MAX_ITEMS = 100_000;

    static {
        TrustedRecords.install();
    }

    private final Violations violations;
    private final ScalarReader scalars;

    private RecordReader(Violations violations) {
        this.violations = violations;
        this.scalars = new ScalarReader(violations);
    }

    public static Reading read(Schema schema, JsonNode json) {
        return read(schema, json, "");
    }

    /** @param prefix put before every field name in violations: {@code "parameters."} */
    public static Reading read(Schema schema, JsonNode json, String prefix) {
        Violations violations = new Violations();
        IndexedRecord record = new RecordReader(violations).record(schema, json, prefix);
        return new Reading(record, violations.list());
    }

    private @Nullable IndexedRecord record(Schema schema, JsonNode json, String prefix) {
        if (!json.isObject()) {
            String where = prefix.isEmpty() ? "(body)" : prefix.substring(0, prefix.length() - 1);
            violations.add(where, json, "must be a JSON object");
            return null;
        }
        IndexedRecord record = (IndexedRecord) MODEL.newRecord(null, schema);
        Set<String> unknown = new TreeSet<>();
        json.fieldNames().forEachRemaining(unknown::add);
        for (Schema.Field field : schema.getFields()) {
            unknown.remove(field.name());
            record.put(field.pos(), fieldValue(field, json.get(field.name()), prefix));
        }
        for (String name : unknown) {
            List<String> known =
                    schema.getFields().stream().map(Schema.Field::name).toList();
            violations.add(prefix + name, json.get(name), "unknown; there are " + String.join(", ", known));
        }
        return record;
    }

    private @Nullable Object fieldValue(Schema.Field field, @Nullable JsonNode json, String prefix) {
        String path = prefix + field.name();
        if (json == null || json.isNull()) {
            if (field.hasDefaultValue()) {
                return MODEL.getDefaultValue(field);
            }
            if (field.schema().getType() == Schema.Type.RECORD) { // absent: as if empty, so that its defaults hold
                return record(field.schema(), JsonNodeFactory.instance.objectNode(), path + ".");
            }
            violations.add(path, null, "required" + ScalarReader.choices(field.schema()));
            return null;
        }
        Object value = value(field.schema(), field, json, path);
        if (value == null && field.hasDefaultValue()) {
            return MODEL.getDefaultValue(field);
        }
        return value;
    }

    private @Nullable Object value(Schema schema, Schema.Field field, JsonNode json, String path) {
        return switch (schema.getType()) {
            case RECORD -> record(schema, json, path + ".");
            case UNION -> value(nonNull(schema), field, json, path);
            case ARRAY -> array(schema, field, json, path);
            case MAP -> map(schema, field, json, path);
            case BOOLEAN, INT, LONG, STRING, ENUM, BYTES, FIXED, FLOAT, DOUBLE, NULL ->
                scalars.read(schema, field, json, path);
        };
    }

    private List<Object> array(Schema schema, Schema.Field field, JsonNode json, String path) {
        List<Object> list = new ArrayList<>();
        if (!json.isArray()) { // one value stands for a list of one
            addItem(schema, field, json, path, list);
            return list;
        }
        if (json.size() > ScalarReader.limit(field, "max_items", MAX_ITEMS)) {
            violations.add(
                    path,
                    null,
                    "must have at most " + ScalarReader.limit(field, "max_items", MAX_ITEMS) + " entries, has "
                            + json.size());
            return list;
        }
        for (int i = 0; i < json.size(); i++) {
            addItem(schema, field, json.get(i), path + "[" + i + "]", list);
        }
        return list;
    }

    private void addItem(Schema schema, Schema.Field field, JsonNode json, String path, List<Object> list) {
        Object item = value(schema.getElementType(), field, json, path);
        if (item != null) {
            list.add(item);
        }
    }

    private Map<String, Object> map(Schema schema, Schema.Field field, JsonNode json, String path) {
        Map<String, Object> map = new LinkedHashMap<>();
        if (!json.isObject()) {
            violations.add(path, json, "must be a JSON object of names and values");
            return map;
        }
        json.properties().forEach(entry -> {
            String at = path + "." + Printable.escape(entry.getKey());
            if (entry.getKey().isBlank()
                    || entry.getKey().length() > 100
                    || entry.getKey().chars().anyMatch(c -> c < ' ')) {
                violations.add(at, entry.getKey(), "a name has 1 to 100 characters and no control characters");
                return;
            }
            Object value = value(schema.getValueType(), field, entry.getValue(), at);
            if (value != null) {
                map.put(entry.getKey(), value);
            }
        });
        return map;
    }

    static Schema nonNull(Schema schema) {
        return schema.getTypes().stream()
                .filter(t -> t.getType() != Schema.Type.NULL)
                .findFirst()
                .orElseThrow();
    }
}
