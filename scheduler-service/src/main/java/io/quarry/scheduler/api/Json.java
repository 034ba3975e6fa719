package io.quarry.scheduler.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarry.model.Hunt;
import io.quarry.schemas.AvroJson;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** Bodies in and out. Trees and not beans: the Avro schemas say what fields there are. */
final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private Json() {}

    static JsonNode parse(@Nullable String body) {
        try {
            return body == null || body.isBlank() ? MAPPER.createObjectNode() : MAPPER.readTree(body);
        } catch (JsonProcessingException e) {
            throw new MalformedBodyException(
                    HttpStatus.BAD_REQUEST, "The body is no JSON: " + e.getOriginalMessage() + at(e));
        }
    }

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** A hunt with its parameters as an object. */
    static ObjectNode hunt(Hunt hunt) {
        ObjectNode tree = AvroJson.tree(hunt);
        ((ObjectNode) tree.get("definition"))
                .set("parameters", parse(hunt.getDefinition().getParameters()));
        return tree;
    }

    private static String at(JsonProcessingException e) {
        return e.getLocation() == null
                ? ""
                : " (line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr() + ")";
    }
}
