package io.quarry.agent.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.quarry.schemas.Job;
import io.quarry.schemas.JobCatalogue;
import io.quarry.schemas.Violations;
import java.util.Iterator;
import java.util.List;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The job and its parameters as they were written: {@code --parent-pid=1}, {@code --parent-pid 1}, {@code --modules}.
 *
 * @param job null when none was named, or one there is not
 * @param parameters by their Avro names, not yet checked
 */
record JobArguments(@Nullable Job job, ObjectNode parameters) {
    private static final String OPTION = "--";

    /** @param violations takes what is wrong with the form; whether the values are right is the reader's to say */
    static JobArguments parse(List<String> words, JobCatalogue catalogue, Violations violations) {
        Job job = null;
        String name = words.stream()
                .filter(w -> catalogue.find(w).isPresent())
                .findFirst()
                .orElse(null);
        if (name != null) {
            job = catalogue.get(name);
        } else {
            String wrong =
                    words.stream().filter(w -> !w.startsWith("-")).findFirst().orElse(null);
            List<String> names = catalogue.jobs().stream().map(Job::name).toList();
            violations.add("JOB", wrong, "must be one of " + String.join(", ", names));
            return new JobArguments(null, JsonNodeFactory.instance.objectNode());
        }
        ObjectNode parameters = JsonNodeFactory.instance.objectNode();
        boolean jobSeen = false;
        for (Iterator<String> rest = words.iterator(); rest.hasNext(); ) {
            String word = rest.next();
            if (word.startsWith(OPTION)) {
                option(job, word.substring(OPTION.length()), rest, parameters, violations);
            } else if (word.equals(name) && !jobSeen) {
                jobSeen = true;
            } else {
                violations.add("(arguments)", word, "not understood: parameters are --NAME=VALUE");
            }
        }
        return new JobArguments(job, parameters);
    }

    /** How a parameter is written on the command line. */
    static String option(String field) {
        return OPTION + field.replace('_', '-');
    }

    private static void option(
            Job job, String text, Iterator<String> rest, ObjectNode parameters, Violations violations) {
        int equals = text.indexOf('=');
        String field = (equals < 0 ? text : text.substring(0, equals)).replace('-', '_');
        Schema.Field known = job.params().getField(field);
        String value;
        if (equals >= 0) {
            value = text.substring(equals + 1);
        } else if (known == null || known.schema().getType() == Schema.Type.BOOLEAN) {
            value = "true";
        } else if (rest.hasNext()) {
            value = rest.next();
        } else {
            violations.add(option(field), null, "needs a value");
            return;
        }
        put(known, field, value, parameters, violations);
    }

    private static void put(
            Schema.@Nullable Field known, String field, String value, ObjectNode parameters, Violations violations) {
        if (!parameters.has(field)) {
            parameters.put(field, value);
        } else if (known != null && isList(known.schema())) {
            ArrayNode list = parameters.get(field) instanceof ArrayNode array
                    ? array
                    : JsonNodeFactory.instance.arrayNode().add(parameters.get(field));
            parameters.set(field, list.add(TextNode.valueOf(value)));
        } else {
            violations.add(option(field), value, "given more than once");
        }
    }

    private static boolean isList(Schema schema) {
        return schema.getType() == Schema.Type.ARRAY
                || schema.getType() == Schema.Type.UNION
                        && schema.getTypes().stream().anyMatch(t -> t.getType() == Schema.Type.ARRAY);
    }
}
