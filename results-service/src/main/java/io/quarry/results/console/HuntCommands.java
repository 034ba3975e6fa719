package io.quarry.results.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A hunt's definition as words of the command line. */
final class HuntCommands {
    private static final Map<String, String> OPTIONS = Map.of(
            "expires_after", "--expires",
            "max_rows", "--max-rows",
            "max_bytes", "--max-bytes",
            "max_cpu_percent", "--max-cpu",
            "timeout", "--timeout",
            "catch_up", "--catch-up");

    private HuntCommands() {}

    static Same create(JsonNode definition) {
        List<String> words = new ArrayList<>(List.of("hunt", "create"));
        options(definition, words, "name", "job");
        targets(definition.path("targets"), words);
        JsonNode schedule = definition.path("schedule");
        if (!schedule.path("frequency").asString("NOW").equals("NOW")) {
            words.add("--frequency");
            words.add(schedule.path("frequency").asString("").toLowerCase(Locale.ROOT));
            options(schedule, words, "time", "timezone", "cron", "from", "until", "catch_up");
            schedule.path("on").forEach(on -> words.addAll(List.of("--on", on.asString(""))));
        }
        options(definition, words, "expires_after");
        options(definition.path("limits"), words, "max_rows", "max_bytes", "max_cpu_percent", "timeout");
        definition.path("parameters").properties().forEach(p -> parameter(p.getKey(), p.getValue(), words));
        return new Same(Same.command(words), "POST /api/hunts", definition.toPrettyString());
    }

    private static void targets(JsonNode targets, List<String> words) {
        if (targets.path("all").asBoolean(false)) {
            words.add("--all");
        }
        targets.path("assets").forEach(a -> words.addAll(List.of("--asset", a.asString(""))));
        targets.path("os").forEach(o -> words.addAll(List.of("--os", o.asString(""))));
        targets.path("labels").properties().forEach(l -> l.getValue()
                .forEach(v -> words.addAll(List.of("--label", l.getKey() + "=" + v.asString("")))));
    }

    private static void options(JsonNode from, List<String> words, String... fields) {
        for (String field : fields) {
            if (!Show.empty(from.path(field))) {
                words.add(OPTIONS.getOrDefault(field, "--" + field));
                words.add(from.path(field).asString(""));
            }
        }
    }

    private static void parameter(String name, JsonNode value, List<String> words) {
        String option = "--" + name.replace('_', '-');
        if (value.isBoolean()) {
            words.add(value.asBoolean() ? option : option + "=false");
        } else if (value.isArray()) {
            value.forEach(v -> words.add(option + "=" + v.asString("")));
        } else if (!Show.empty(value)) {
            words.add(option + "=" + value.asString(""));
        }
    }
}
