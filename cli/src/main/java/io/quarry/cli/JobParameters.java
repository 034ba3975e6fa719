package io.quarry.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarry.schemas.Job;
import io.quarry.schemas.JobCatalogue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Options that are not written down here: the catalogue's parameters, {@code calculate_md5} as {@code --calculate-md5}. */
final class JobParameters {
    private static final String JOB = "--job";
    /** Marks the options of this class among a command's. */
    private static final String PARAMETER = "job parameter";

    private JobParameters() {}

    /** The job that a command line names, before it is parsed. */
    static Optional<Job> named(List<String> arguments) {
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.startsWith(JOB + "=")) {
                return JobCatalogue.installed().find(argument.substring(JOB.length() + 1));
            }
            if (argument.equals(JOB) && i + 1 < arguments.size()) {
                return JobCatalogue.installed().find(arguments.get(i + 1));
            }
        }
        return Optional.empty();
    }

    /** Adds the options of one job; without one those of all, which then are not shown in the help. */
    static void addTo(CommandSpec command, Optional<Job> job) {
        Map<String, Schema.Field> fields = new LinkedHashMap<>();
        List<Job> jobs =
                job.map(List::of).orElse(List.copyOf(JobCatalogue.installed().jobs()));
        jobs.forEach(j -> j.params().getFields().forEach(f -> fields.putIfAbsent(f.name(), f)));
        for (Schema.Field field : fields.values()) {
            if (command.findOption(option(field.name())) == null) {
                command.addOption(spec(field, job.isEmpty()));
            }
        }
    }

    /**
     * Writes a switch that stands alone with its value: {@code --modules} as {@code --modules=true}. Else the parser would
     * take what follows for the value.
     */
    static List<String> explicit(List<String> arguments) {
        Set<String> switches = JobCatalogue.installed().jobs().stream()
                .flatMap(j -> j.params().getFields().stream())
                .filter(f -> f.schema().getType() == Schema.Type.BOOLEAN)
                .map(f -> option(f.name()))
                .collect(Collectors.toSet());
        return arguments.stream()
                .map(a -> switches.contains(a) ? a + "=true" : a)
                .toList();
    }

    static String option(String parameter) {
        return "--" + parameter.replace('_', '-');
    }

    /** What was given, as text: the parameter reader knows the types. Unknown options are in it, for it to refuse. */
    static ObjectNode given(CommandSpec command, List<String> unmatched) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        for (OptionSpec option : command.options()) {
            if (PARAMETER.equals(option.descriptionKey()) && option.getValue() != null) {
                String name = option.longestName().substring(2).replace('-', '_');
                if (option.getValue() instanceof List<?> values) {
                    values.forEach(v -> json.withArray(name).add(String.valueOf(v)));
                } else {
                    json.put(name, String.valueOf(option.<Object>getValue()));
                }
            }
        }
        unmatched.stream().filter(a -> a.startsWith("--")).forEach(a -> {
            int equals = a.indexOf('=');
            String name = equals < 0 ? a.substring(2) : a.substring(2, equals);
            json.put(name.replace('-', '_'), equals < 0 ? "true" : a.substring(equals + 1));
        });
        return json;
    }

    private static OptionSpec spec(Schema.Field field, boolean hidden) {
        Schema schema = field.schema().getType() == Schema.Type.UNION
                ? field.schema().getTypes().get(1)
                : field.schema();
        OptionSpec.Builder builder = OptionSpec.builder(option(field.name()))
                .descriptionKey(PARAMETER)
                .description(field.doc() == null ? "" : field.doc().replace("%", "%%"))
                .hidden(hidden);
        return switch (schema.getType()) {
            case BOOLEAN ->
                builder.type(String.class)
                        .arity("0..1")
                        .fallbackValue("true")
                        .paramLabel("true|false")
                        .build();
            case ARRAY ->
                builder.type(List.class)
                        .auxiliaryTypes(String.class)
                        .arity("1")
                        .paramLabel("VALUE")
                        .build();
            default -> builder.type(String.class).arity("1").paramLabel("VALUE").build();
        };
    }
}
