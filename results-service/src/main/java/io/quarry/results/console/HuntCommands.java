package io.quarry.results.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** A hunt's definition as words of the command line. */
final class HuntCommands {
    /** Those that are not called as the field is. */
    private static final Map<String, String> OPTIONS = Map.of(
            "expires_after", "--expires",
            "max_cpu_percent", "--max-cpu",
            "rate_per_minute", "--rate",
            "stop_failures_percent", "--stop-failures");

    /** What says nothing more than leaving it out does. */
    private static final Set<String> NOTHING = Set.of("every=1", "jitter=PT0S", "overlap=KEEP", "watch_first=10");

    private HuntCommands() {}

    static Same create(JsonNode definition) {
        List<String> words = new ArrayList<>(List.of("hunt", "create"));
        options(definition, words, "name", "job");
        targets(definition.path("targets"), words);
        JsonNode schedule = definition.path("schedule");
        if (!schedule.path("frequency").asString("NOW").equals("NOW")) {
            words.add("--frequency");
            words.add(schedule.path("frequency").asString("").toLowerCase(Locale.ROOT));
            options(schedule, words, "time", "timezone", "every", "cron", "from", "until", "catch_up", "overlap");
            schedule.path("skip").forEach(day -> words.addAll(List.of("--skip", day.asString(""))));
            schedule.path("on").forEach(on -> words.addAll(List.of("--on", on.asString(""))));
        }
        options(schedule, words, "jitter");
        options(definition, words, "expires_after");
        options(definition.path("limits"), words, "max_rows", "max_bytes", "max_cpu_percent", "timeout");
        JsonNode rails = definition.path("rails");
        HuntDefinitions.RAILS.stream()
                .filter(r -> !rails.path(r).asString("").equals("0"))
                .forEach(r -> options(rails, words, r));
        definition.path("parameters").properties().forEach(p -> parameter(p.getKey(), p.getValue(), words));
        return new Same(Same.command(words), "POST /api/hunts", definition.toPrettyString());
    }

    private static void targets(JsonNode targets, List<String> words) {
        if (targets.path("all").asBoolean(false)) {
            words.add("--all");
        }
        clauses(targets, "", words);
        clauses(targets.path("exclude"), "exclude-", words);
    }

    private static void clauses(JsonNode clauses, String prefix, List<String> words) {
        for (var clause : List.of("asset", "os", "group", "hostname", "agent_version")) {
            String option = "--" + prefix + clause.replace('_', '-');
            String field = clause.equals("os") ? clause : clause + "s";
            clauses.path(field).forEach(v -> words.addAll(List.of(option, v.asString(""))));
        }
        clauses.path("labels").properties().forEach(l -> l.getValue()
                .forEach(v -> words.addAll(List.of("--" + prefix + "label", l.getKey() + "=" + v.asString("")))));
        if (!Show.empty(clauses.path("seen_within"))) {
            words.addAll(List.of("--seen-within", clauses.path("seen_within").asString("")));
        }
    }

    private static void options(JsonNode from, List<String> words, String... fields) {
        for (String field : fields) {
            String value = from.path(field).asString("");
            if (!value.isEmpty() && !NOTHING.contains(field + "=" + value)) {
                words.add(OPTIONS.getOrDefault(field, "--" + field.replace('_', '-')));
                words.add(value);
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
