package io.quarry.agent.console;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarry.schemas.AvroJson;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** A value of a row as text. */
final class Cell {
    private Cell() {}

    /** All of the value: scalars as they are, the rest as JSON, null as nothing. */
    static String text(Schema schema, @Nullable Object value) {
        return text(AvroJson.tree(schema, value));
    }

    /** What a narrow column can show: of a record the first value it has, of a list how many there are. */
    static String brief(Schema schema, @Nullable Object value) {
        JsonNode json = AvroJson.tree(schema, value);
        if (json.isArray()) {
            return json.size() + " entries";
        }
        if (json.isObject()) {
            for (JsonNode part : json) {
                if (part.isValueNode() && !part.isNull()) {
                    return part.asText();
                }
            }
            return "";
        }
        return text(json);
    }

    private static String text(JsonNode json) {
        return json.isNull() ? "" : json.isValueNode() ? json.asText() : json.toString();
    }
}
