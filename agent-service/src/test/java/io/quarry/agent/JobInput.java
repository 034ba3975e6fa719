package io.quarry.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a job is given to collect twice, from {@code same-rows/jobs.json}.
 *
 * @param parameters of the job
 * @param where columns by which the planted rows are told from others that come and go on this host
 * @param changes columns whose values may differ between two collections, with the reason
 * @param rows that there are at least
 */
record JobInput(JsonNode parameters, JsonNode where, JsonNode changes, int rows) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Of all jobs there is something for. @param values what stands for {@code ${NAME}} in the file */
    static SortedMap<String, JobInput> all(Map<String, String> values) throws IOException {
        try (InputStream in = JobInput.class.getResourceAsStream("/same-rows/jobs.json")) {
            String text = new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            for (Map.Entry<String, String> value : values.entrySet()) {
                text = text.replace("${" + value.getKey() + "}", value.getValue());
            }
            SortedMap<String, JobInput> all = new TreeMap<>();
            JSON.readTree(text)
                    .properties()
                    .forEach(job -> all.put(
                            job.getKey(),
                            new JobInput(
                                    job.getValue().path("parameters"),
                                    job.getValue().path("where"),
                                    job.getValue().path("changes"),
                                    job.getValue().path("rows").asInt())));
            return all;
        }
    }

    /** The parameters as options of the command line. */
    List<String> options() {
        List<String> options = new ArrayList<>();
        parameters.properties().forEach(parameter -> {
            String option = "--" + parameter.getKey().replace('_', '-') + "=";
            if (parameter.getValue().isArray()) {
                parameter.getValue().forEach(value -> options.add(option + value.asText()));
            } else {
                options.add(option + parameter.getValue().asText());
            }
        });
        return options;
    }

    /** Whether it is one of the planted rows. */
    boolean planted(JsonNode row) {
        return where.properties().stream().allMatch(column -> row.path(column.getKey())
                .asText()
                .equals(column.getValue().asText()));
    }

    /** The row with a mark instead of the values that may differ; what is null stays null. */
    String comparable(JsonNode row) {
        ObjectNode copy = row.deepCopy();
        changes.fieldNames().forEachRemaining(column -> {
            if (copy.hasNonNull(column)) {
                copy.put(column, "changes");
            }
        });
        return copy.toString();
    }
}
