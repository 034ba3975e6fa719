package io.quarry.schemas;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.jspecify.annotations.Nullable;

/** Reads values that have no parts: numbers, texts, symbols. */
final class ScalarReader {
    private static final int MAX_TEXT = 4_096;

    private final Violations violations;

    ScalarReader(Violations violations) {
        this.violations = violations;
    }

    /** @return null with a violation when the value does not fit */
    @Nullable
    Object read(Schema schema, Schema.Field field, JsonNode json, String path) {
        return switch (schema.getType()) {
            case BOOLEAN -> bool(json, path);
            case INT -> smallInteger(field, json, path);
            case LONG -> integer(field, json, path, Long.MIN_VALUE, Long.MAX_VALUE);
            case STRING -> text(field, json, path);
            case ENUM -> symbol(schema, json, path);
            case RECORD, UNION, ARRAY, MAP, BYTES, FIXED, FLOAT, DOUBLE, NULL ->
                throw new IllegalStateException(path + ": nobody types " + schema.getType());
        };
    }

    private @Nullable Boolean bool(JsonNode json, String path) {
        if (json.isBoolean()) {
            return json.booleanValue();
        }
        String text = json.isTextual() ? json.textValue().toLowerCase(Locale.ROOT) : "";
        if (text.equals("true") || text.equals("false")) {
            return Boolean.valueOf(text);
        }
        violations.add(path, json.isTextual() ? json.textValue() : json, "must be true or false");
        return null;
    }

    private @Nullable Integer smallInteger(Schema.Field field, JsonNode json, String path) {
        Long value = integer(field, json, path, Integer.MIN_VALUE, Integer.MAX_VALUE);
        return value == null ? null : value.intValue();
    }

    private @Nullable Long integer(Schema.Field field, JsonNode json, String path, long typeMin, long typeMax) {
        long min = Math.max(typeMin, limit(field, "min", typeMin));
        long max = Math.min(typeMax, limit(field, "max", typeMax));
        Long value = null;
        if (json.isIntegralNumber() && json.canConvertToLong()) {
            value = json.longValue();
        } else if (json.isTextual()) {
            try {
                value = Long.valueOf(json.textValue());
            } catch (NumberFormatException e) {
                value = null; // said below
            }
        }
        if (value == null || value < min || value > max) {
            String range = max == typeMax && min == typeMin
                    ? ""
                    : max == typeMax ? " of " + min + " or more" : " from " + min + " to " + max;
            violations.add(path, json.isTextual() ? json.textValue() : json, "must be a whole number" + range);
            return null;
        }
        return value;
    }

    private @Nullable String text(Schema.Field field, JsonNode json, String path) {
        boolean object = "json".equals(field.getObjectProp("format")) && json.isObject();
        if (!json.isTextual() && !json.isNumber() && !object) {
            violations.add(path, json, "must be text");
            return null;
        }
        // a number: 15 where a day of the month may also be LAST
        String text = object ? json.toString() : json.asText();
        long min = limit(field, "min_length", 0);
        long max = limit(field, "max_length", MAX_TEXT);
        if (text.codePointCount(0, text.length()) < min || text.length() > max) {
            violations.add(path, text, "must have " + min + " to " + max + " characters, has " + text.length());
            return null;
        }
        if (text.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            violations.add(path, text, "must not hold control characters");
            return null;
        }
        String wrong = TextFormat.check(field, text);
        if (wrong != null) {
            violations.add(path, text, wrong);
            return null;
        }
        return text;
    }

    private @Nullable Object symbol(Schema schema, JsonNode json, String path) {
        String text = json.isTextual() ? json.textValue().toUpperCase(Locale.ROOT) : "";
        if (schema.hasEnumSymbol(text) && !text.equals("UNKNOWN")) {
            return SpecificData.get().createEnum(text, schema);
        }
        violations.add(
                path,
                json.isTextual() ? json.textValue() : json,
                "must be" + choices(schema).substring(1));
        return null;
    }

    /** A limit that the field itself sets, or another. */
    static long limit(Schema.Field field, String property, long otherwise) {
        return field.getObjectProp(property) instanceof Number n ? n.longValue() : otherwise;
    }

    /** What an enum lets one choose from, to go behind a complaint; nothing for other types. */
    static String choices(Schema schema) {
        if (schema.getType() != Schema.Type.ENUM) {
            return "";
        }
        Set<String> symbols = new HashSet<>(schema.getEnumSymbols());
        symbols.remove("UNKNOWN");
        return ": one of "
                + String.join(
                        ", ",
                        schema.getEnumSymbols().stream()
                                .filter(symbols::contains)
                                .toList());
    }
}
