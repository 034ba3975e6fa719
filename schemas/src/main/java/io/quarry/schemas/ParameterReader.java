package io.quarry.schemas;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.re2j.Pattern;
import io.quarry.model.Violation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificData;
import org.jspecify.annotations.Nullable;

/** Reads a job's parameters; the same for the API, the command line, the topics and the agent. */
public final class ParameterReader {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final String PREFIX = "parameters.";

    private ParameterReader() {}

    /** @param json a JSON object; empty text is an empty object */
    public static Reading read(Job job, String json) {
        try {
            return read(job, json.isBlank() ? JSON.createObjectNode() : JSON.readTree(json));
        } catch (JsonProcessingException e) {
            Violations violations = new Violations();
            violations.add("parameters", json, "must be a JSON object: " + e.getOriginalMessage());
            return new Reading(null, violations.list());
        }
    }

    public static Reading read(Job job, JsonNode json) {
        Reading reading = RecordReader.read(job.params(), json, PREFIX);
        IndexedRecord record = reading.record();
        if (record == null) {
            return reading;
        }
        List<Violation> all = new ArrayList<>(reading.violations());
        all.addAll(rules(job, record));
        return new Reading(record, all);
    }

    /** Only what differs from the defaults, so that a command stays small. */
    public static String compact(Job job, IndexedRecord params) {
        ObjectNode out = JSON.createObjectNode();
        for (Schema.Field field : job.params().getFields()) {
            Object value = params.get(field.pos());
            boolean isDefault = field.hasDefaultValue()
                    && Objects.equals(text(value), text(SpecificData.get().getDefaultValue(field)));
            if (!isDefault) {
                out.set(field.name(), AvroJson.tree(field.schema(), value));
            }
        }
        return out.toString();
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

    private static List<Violation> rules(Job job, IndexedRecord record) {
        Violations violations = new Violations();
        for (Job.Rule rule : job.rules()) {
            if (rule instanceof Job.Rule.AnyOf anyOf) {
                if (anyOf.fields().stream().noneMatch(f -> given(value(job, record, f)))
                        && !excused(anyOf, job, record)) {
                    violations.add(PREFIX + String.join("|", anyOf.fields()), null, anyOf.message());
                }
            } else if (rule instanceof Job.Rule.Ordered ordered) {
                Object low = value(job, record, ordered.low());
                Object high = value(job, record, ordered.high());
                if (low != null && high != null && compare(job.params().getField(ordered.low()), low, high) > 0) {
                    violations.add(
                            PREFIX + ordered.low(), low, "must not be above " + ordered.high() + " (" + high + ")");
                }
            }
        }
        return violations.list();
    }

    private static int compare(Schema.Field field, Object low, Object high) {
        if (low instanceof Number a && high instanceof Number b) {
            return Long.compare(a.longValue(), b.longValue());
        }
        if ("instant".equals(field.getObjectProp("format"))) { // its text may have fractions or an offset
            return Instant.parse(low.toString()).compareTo(Instant.parse(high.toString()));
        }
        return low.toString().compareTo(high.toString());
    }

    private static boolean excused(Job.Rule.AnyOf rule, Job job, IndexedRecord record) {
        return !rule.unlessAllMatch().isEmpty()
                && rule.unlessAllMatch().entrySet().stream()
                        .allMatch(e -> value(job, record, e.getKey()) instanceof List<?> list
                                && !list.isEmpty()
                                && list.stream().allMatch(item -> Pattern.matches(e.getValue(), item.toString())));
    }

    private static boolean given(@Nullable Object value) {
        return value != null && !Boolean.FALSE.equals(value) && !(value instanceof List<?> list && list.isEmpty());
    }

    private static @Nullable Object value(Job job, IndexedRecord record, String field) {
        return record.get(job.params().getField(field).pos());
    }
}
