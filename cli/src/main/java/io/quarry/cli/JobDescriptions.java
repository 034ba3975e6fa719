package io.quarry.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarry.schemas.AvroJson;
import io.quarry.schemas.Job;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;

/** Jobs as JSON, from their schemas. */
final class JobDescriptions {
    private static final List<String> RULES =
            List.of("min", "max", "min_length", "max_length", "max_items", "format", "min_duration", "max_duration");

    private JobDescriptions() {}

    static ObjectNode summary(Job job) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("name", job.name());
        json.put("title", job.title());
        json.put("doc", job.doc());
        job.platforms().forEach(json.putArray("platforms")::add);
        return json;
    }

    static ObjectNode full(Job job) {
        ObjectNode json = summary(job);
        json.put("topic", job.topic());
        json.put("view", job.view());
        job.stack().forEach(json.putArray("stack")::add);
        ArrayNode parameters = json.putArray("parameters");
        job.params().getFields().forEach(f -> parameters.add(parameter(f)));
        ArrayNode columns = json.putArray("columns");
        job.finding().getFields().forEach(f -> columns.add(column(job, f)));
        return json;
    }

    private static ObjectNode parameter(Schema.Field field) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("name", field.name());
        json.put("option", JobParameters.option(field.name()));
        json.put("type", type(field.schema()));
        json.set(
                "default",
                field.hasDefaultValue()
                        ? AvroJson.tree(field.schema(), SpecificData.get().getDefaultValue(field))
                        : JsonNodeFactory.instance.nullNode());
        ObjectNode rules = json.putObject("rules");
        for (String rule : RULES) {
            Object value = field.getObjectProp(rule);
            if (value != null) {
                rules.put(rule, value.toString());
            }
        }
        json.put("doc", field.doc());
        return json;
    }

    private static ObjectNode column(Job job, Schema.Field field) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("name", field.name());
        json.put("type", type(field.schema()));
        json.put("essential", job.essential().contains(field.name()));
        json.set("platforms", platforms(job, field));
        json.put("doc", field.doc());
        return json;
    }

    /** Where a column can be known: the job's platforms unless the column says less. */
    private static JsonNode platforms(Job job, Schema.Field field) {
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        List<?> platforms = field.getObjectProp("platforms") instanceof List<?> own ? own : job.platforms();
        platforms.forEach(p -> json.add(p.toString()));
        return json;
    }

    /** A schema in a word: text, number, list of text, ... */
    static String type(Schema schema) {
        return switch (schema.getType()) {
            case UNION ->
                schema.getTypes().stream()
                        .filter(t -> t.getType() != Schema.Type.NULL)
                        .map(JobDescriptions::type)
                        .collect(Collectors.joining(" or "));
            case BOOLEAN -> "true or false";
            case INT, LONG -> schema.getLogicalType() == null ? "whole number" : "instant";
            case FLOAT, DOUBLE -> "number";
            case STRING -> "text";
            case ENUM -> String.join(", ", schema.getEnumSymbols());
            case ARRAY -> "list of " + type(schema.getElementType());
            case MAP -> "map to " + type(schema.getValueType());
            case RECORD -> schema.getName();
            case BYTES, FIXED -> "bytes";
            case NULL -> "nothing";
        };
    }
}
