package io.quarry.results.console;

import io.quarry.results.access.Browsers;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * What stands in the hunt form, exactly as entered: what is refused comes back unchanged. Also an address: the same
 * names as parameters of {@code /hunts/new} fill the form.
 *
 * @param values of each field
 */
public record HuntInput(Map<String, List<String>> values) {
    static final int CLOCK_PARTS = 3;

    /** Fields of the part that says how a hunt goes out. */
    public static final List<String> SENDING = List.of("jitter", "rate_per_minute", "canary", "max_open_runs");

    /** Fields of the part that says what holds a run. */
    public static final List<String> HOLDING = List.of(
            "stop_average_rows", "stop_average_bytes", "stop_average_cpu_ms", "stop_failures_percent", "watch_first");

    /** A blank form: everything that has a good default has it. */
    private static final Map<String, List<String>> BLANK = Map.of(
            "frequency", List.of("NOW"),
            "targets", List.of("all"),
            "hours", List.of("02"),
            "minutes", List.of("30"),
            "seconds", List.of("00"));

    public HuntInput {
        values = Map.copyOf(values);
    }

    static HuntInput of(HttpServletRequest request) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        request.getParameterMap().forEach((name, given) -> values.put(name, List.of(given)));
        values.remove(Browsers.CSRF_FIELD);
        return new HuntInput(values);
    }

    /** The same, on top of a blank form. */
    HuntInput orBlank() {
        Map<String, List<String>> all = new LinkedHashMap<>(BLANK);
        all.putAll(values);
        return new HuntInput(all);
    }

    /** A hunt's definition as the form shows it. */
    static HuntInput of(JsonNode definition) {
        Map<String, List<String>> values = new LinkedHashMap<>(BLANK);
        texts(definition, values, "name", "job", "expires_after");
        JsonNode schedule = definition.path("schedule");
        texts(schedule, values, "frequency", "timezone", "cron", "from", "until", "catch_up", "overlap");
        texts(schedule, values, "every", "jitter");
        texts(definition.path("limits"), values, "max_rows", "max_bytes", "max_cpu_percent", "timeout");
        JsonNode rails = definition.path("rails");
        HuntDefinitions.RAILS.stream()
                .filter(r -> !rails.path(r).asString("").equals("0")) // no limit, as when nothing is said
                .forEach(r -> texts(rails, values, r));
        clock(schedule.path("time").asString(""), values);
        days(schedule, values);
        targets(definition.path("targets"), values);
        definition.path("parameters").properties().forEach(p -> values.put("p." + p.getKey(), list(p.getValue())));
        return new HuntInput(values);
    }

    HuntInput with(String field, String value) {
        Map<String, List<String>> all = new LinkedHashMap<>(values);
        all.put(field, List.of(value));
        return new HuntInput(all);
    }

    public String text(String field) {
        return values.getOrDefault(field, List.of("")).stream().findFirst().orElse("");
    }

    public List<String> all(String field) {
        return values.getOrDefault(field, List.of());
    }

    public boolean has(String field, String value) {
        return all(field).contains(value);
    }

    public boolean checked(String field) {
        return has(field, "true");
    }

    /** Lines of a text area. */
    public String lines(String field) {
        return String.join("\n", all(field));
    }

    private static void clock(String time, Map<String, List<String>> values) {
        String[] parts = time.split(":", -1);
        if (parts.length == CLOCK_PARTS) {
            values.put("hours", List.of(parts[0]));
            values.put("minutes", List.of(parts[1]));
            values.put("seconds", List.of(parts[2]));
        }
    }

    private static void days(JsonNode schedule, Map<String, List<String>> values) {
        List<String> on = list(schedule.path("on"));
        switch (schedule.path("frequency").asString("")) {
            case "ONCE" -> values.put("on_date", on);
            case "WEEKLY" -> values.put("on_day", on);
            case "MONTHLY" -> values.put("on_month", List.of(String.join(", ", on)));
            default -> values.remove("on");
        }
    }

    private static void targets(JsonNode targets, Map<String, List<String>> values) {
        values.put("targets", List.of(targets.path("all").asBoolean(false) ? "all" : "some"));
        values.put("os", list(targets.path("os")));
        values.put("asset", list(targets.path("assets")));
        values.put("group", list(targets.path("groups")));
        values.put("hostnames", list(targets.path("hostnames")));
        List<String> labels = new ArrayList<>();
        targets.path("labels").properties().forEach(l -> list(l.getValue())
                .forEach(v -> labels.add(l.getKey() + "=" + v)));
        values.put("label", labels);
    }

    private static void texts(JsonNode from, Map<String, List<String>> values, String... names) {
        for (String name : names) {
            JsonNode value = from.path(name);
            if (!Show.empty(value)) {
                values.put(name, List.of(value.asString("")));
            }
        }
    }

    private static List<String> list(JsonNode value) {
        List<String> list = new ArrayList<>();
        if (value.isArray()) {
            value.forEach(v -> list.add(v.asString("")));
        } else if (!Show.empty(value)) {
            list.add(value.asString(""));
        }
        return list;
    }
}
