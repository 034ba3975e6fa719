package io.quarry.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarry.model.HuntDefinition;
import io.quarry.model.Violation;
import io.quarry.schemas.Job;
import io.quarry.schemas.JobCatalogue;
import io.quarry.schemas.ParameterReader;
import io.quarry.schemas.RecordReader;
import io.quarry.schemas.Violations;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;

/** A definition on its way to the service: everything that can be checked without asking is checked here. */
final class HuntDraft {
    private HuntDraft() {}

    private static final String NOW = "NOW";

    /** A new definition: without a zone it is meant in the user's, without a frequency it is for now. */
    static ObjectNode fresh(HuntOptions options, CommandSpec spec, List<String> unmatched, Violations violations) {
        ObjectNode definition = JsonNodeFactory.instance.objectNode();
        options.applyTo(definition, violations);
        ObjectNode schedule = definition.withObject("/schedule");
        if (!schedule.has("timezone")) {
            schedule.put("timezone", ZoneId.systemDefault().getId());
        }
        if (!schedule.has("frequency")) {
            schedule.put("frequency", NOW);
        }
        definition.set("parameters", JobParameters.given(spec, unmatched));
        return definition;
    }

    /** @return another one: what was said replaces what was, the rest stays */
    static ObjectNode changed(
            JsonNode definition, HuntOptions options, CommandSpec spec, List<String> unmatched, Violations violations) {
        ObjectNode changed = definition.deepCopy();
        options.applyTo(changed, violations);
        changed.withObject("/parameters").setAll(JobParameters.given(spec, unmatched));
        return changed;
    }

    static boolean isNow(ObjectNode definition) {
        return definition.path("schedule").path("frequency").asText().equalsIgnoreCase(NOW);
    }

    /** @throws InvalidInputException with everything that is wrong */
    static void check(ObjectNode definition, List<String> unmatched, List<Violation> earlier) {
        List<Violation> all = new ArrayList<>(earlier);
        all.addAll(
                RecordReader.read(HuntDefinition.getClassSchema(), definition).violations());
        Violations more = new Violations();
        JsonNode name = definition.path("job");
        Optional<Job> job = JobCatalogue.installed().find(name.asText());
        if (job.isPresent()) {
            all.addAll(ParameterReader.read(job.get(), definition.path("parameters"))
                    .violations());
        } else if (name.isTextual()) {
            more.add("job", name.textValue(), "unknown; there are " + jobs());
        }
        if (!definition.has("targets")) {
            more.add(
                    "targets",
                    null,
                    "say which assets: --all, --asset ID, --label K=V, --group NAME, --hostname PATTERN, --agent-version V, --seen-within DURATION or --os OS");
        }
        unmatched.stream()
                .filter(a -> !a.startsWith("--"))
                .forEach(a -> more.add("(argument)", a, "belongs to no option"));
        all.addAll(more.list());
        if (!all.isEmpty()) {
            throw new InvalidInputException(all);
        }
    }

    private static String jobs() {
        return JobCatalogue.installed().jobs().stream().map(Job::name).collect(Collectors.joining(", "));
    }
}
