package io.quarry.results.ingest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarry.schemas.AvroJson;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import org.apache.avro.generic.GenericRecord;

/** JSON in one form, so that Avro's and the database's can be compared: instants, numbers, order of map keys. */
final class AsStored {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DateTimeFormatter DUCK =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss[.SSSSSS][.SSSSS][.SSSS][.SSS][.SS][.S]x");

    private AsStored() {}

    static JsonNode of(GenericRecord record) {
        return plain(AvroJson.tree(record));
    }

    static JsonNode parse(String json) {
        try {
            return plain(JSON.readTree(json));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(json, e);
        }
    }

    private static JsonNode plain(JsonNode node) {
        if (node.isObject()) {
            ObjectNode out = JsonNodeFactory.instance.objectNode();
            node.properties().stream()
                    .sorted(java.util.Map.Entry.comparingByKey())
                    .forEach(e -> out.set(e.getKey(), plain(e.getValue())));
            return out;
        }
        if (node.isArray()) {
            ArrayNode out = JsonNodeFactory.instance.arrayNode();
            node.forEach(item -> out.add(plain(item)));
            return out;
        }
        if (node.isNumber()) {
            return DecimalNode.valueOf(new BigDecimal(node.asText()).stripTrailingZeros());
        }
        return node.isTextual() ? instant(node) : node;
    }

    private static JsonNode instant(JsonNode text) {
        if (!text.asText().matches("\\d{4}-\\d\\d-\\d\\d[ T]\\d\\d:\\d\\d:\\d\\d.*")) {
            return text;
        }
        Instant instant = text.asText().endsWith("Z")
                ? Instant.parse(text.asText())
                : OffsetDateTime.parse(text.asText(), DUCK).toInstant();
        return JsonNodeFactory.instance.textNode(instant.toString());
    }
}
