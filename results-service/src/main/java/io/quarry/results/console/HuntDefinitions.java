package io.quarry.results.console;

import io.quarry.schemas.Job;
import io.quarry.schemas.JobCatalogue;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes a hunt's definition from the form. Nothing is checked here: what is no number goes on as text, and the scheduler
 * says what is wrong with it, as it says to everybody.
 */
final class HuntDefinitions {
    static final List<String> LIMITS = List.of("max_rows", "max_bytes", "max_cpu_percent");
    static final List<String> RAILS = List.of(
            "canary",
            "rate_per_minute",
            "max_open_runs",
            "watch_first",
            "stop_average_rows",
            "stop_average_bytes",
            "stop_average_cpu_ms",
            "stop_failures_percent");

    /** What the form has fields for, by part of the definition. */
    private static final Map<String, List<String>> OWN = Map.of(
            "", List.of("name", "job", "parameters", "expires_after"),
            "targets", List.of("all", "os", "assets", "labels", "groups", "hostnames"),
            "schedule",
                    List.of(
                            "frequency",
                            "timezone",
                            "time",
                            "on",
                            "cron",
                            "every",
                            "from",
                            "until",
                            "catch_up",
                            "jitter",
                            "overlap"),
            "limits", Stream.concat(LIMITS.stream(), Stream.of("timeout")).toList(),
            "rails", RAILS);

    private final JobCatalogue catalogue;

    HuntDefinitions(JobCatalogue catalogue) {
        this.catalogue = catalogue;
    }

    ObjectNode of(HuntInput input) {
        ObjectNode definition = JsonMapper.shared().createObjectNode();
        text(definition, input, "name");
        text(definition, input, "job");
        targets(definition.putObject("targets"), input);
        ObjectNode parameters = definition.putObject("parameters");
        catalogue.find(input.text("job")).ifPresent(job -> parameters(parameters, input, job));
        schedule(definition.putObject("schedule"), input);
        text(definition, input, "expires_after");
        ObjectNode limits = definition.putObject("limits");
        LIMITS.forEach(n -> number(limits, n, input.text(n)));
        text(limits, input, "timeout");
        ObjectNode rails = JsonMapper.shared().createObjectNode();
        RAILS.forEach(n -> number(rails, n, input.text(n)));
        if (!rails.isEmpty()) {
            definition.set("rails", rails);
        }
        return definition;
    }

    /**
     * The form over a definition that was there before: what the form has no field for - exclusions, dates to skip -
     * stays as it is.
     */
    ObjectNode over(JsonNode earlier, HuntInput input) {
        ObjectNode entered = of(input);
        ObjectNode all = (ObjectNode) earlier.deepCopy();
        OWN.forEach((part, fields) -> {
            ObjectNode kept = part.isEmpty() ? all : all.withObject("/" + part);
            kept.remove(fields);
            if (!part.isEmpty() && entered.path(part) instanceof ObjectNode mine) {
                kept.setAll(mine);
            }
            if (!part.isEmpty() && kept.isEmpty() && !earlier.has(part)) {
                all.remove(part);
            }
        });
        entered.properties().stream()
                .filter(p -> !OWN.containsKey(p.getKey()))
                .forEach(p -> all.set(p.getKey(), p.getValue()));
        return all;
    }

    private static void targets(ObjectNode targets, HuntInput input) {
        if (input.has("targets", "all")) {
            targets.put("all", true);
            return;
        }
        list(targets, "os", input.all("os"));
        list(targets, "assets", input.all("asset"));
        list(targets, "groups", input.all("group"));
        list(targets, "hostnames", lines(input.all("hostnames")));
        for (String label : input.all("label")) {
            int equals = label.indexOf('=');
            if (equals > 0) {
                targets.withObject("/labels")
                        .withArray("/"
                                + label.substring(0, equals).replace("~", "~0").replace("/", "~1"))
                        .add(label.substring(equals + 1));
            }
        }
    }

    private static void parameters(ObjectNode parameters, HuntInput input, Job job) {
        for (JobForm.Field field : JobForm.of(job).fields()) {
            String value = input.text(field.input()).strip();
            switch (field.kind()) {
                case CHECK -> {
                    if (input.checked(field.input())) {
                        parameters.put(field.name(), true);
                    }
                }
                case NUMBER -> number(parameters, field.name(), value);
                case LINES -> list(parameters, field.name(), lines(input.all(field.input())));
                case TEXT, CHOICE -> {
                    if (!value.isEmpty()) {
                        parameters.put(field.name(), value);
                    }
                }
            }
        }
    }

    private static void schedule(ObjectNode schedule, HuntInput input) {
        String frequency = input.text("frequency");
        schedule.put("frequency", frequency);
        text(schedule, input, "timezone");
        switch (frequency) {
            case "ONCE" -> on(schedule, input, input.all("on_date"));
            case "DAILY" -> on(schedule, input, List.of());
            case "WEEKLY" -> on(schedule, input, input.all("on_day"));
            case "MONTHLY" ->
                on(schedule, input, Arrays.asList(input.text("on_month").split("[,\\s]+")));
            case "CRON" -> text(schedule, input, "cron");
            default -> schedule.remove("on");
        }
        if (!frequency.equals("NOW")) {
            Stream.of("from", "until", "catch_up", "overlap").forEach(n -> text(schedule, input, n));
            number(schedule, "every", input.text("every"));
        }
        text(schedule, input, "jitter");
    }

    private static void on(ObjectNode schedule, HuntInput input, List<String> days) {
        schedule.put(
                "time",
                Stream.of("hours", "minutes", "seconds")
                        .map(n -> padded(input.text(n).strip()))
                        .collect(Collectors.joining(":")));
        list(schedule, "on", days.stream().map(d -> d.toUpperCase(Locale.ROOT)).toList());
    }

    private static String padded(String part) {
        return part.length() == 1 ? "0" + part : part;
    }

    private static List<String> lines(List<String> areas) {
        return areas.stream().flatMap(String::lines).map(String::strip).toList();
    }

    private static void text(ObjectNode json, HuntInput input, String field) {
        String value = input.text(field).strip();
        if (!value.isEmpty()) {
            json.put(field, value);
        }
    }

    private static void number(ObjectNode json, String field, String text) {
        String value = text.strip();
        if (value.matches("[+-]?[0-9]{1,18}")) {
            json.put(field, Long.parseLong(value));
        } else if (!value.isEmpty()) {
            json.put(field, value);
        }
    }

    private static void list(ObjectNode json, String field, List<String> values) {
        List<String> given = values.stream().filter(v -> !v.isBlank()).toList();
        if (!given.isEmpty()) {
            ArrayNode list = json.putArray(field);
            given.forEach(list::add);
        }
    }
}
