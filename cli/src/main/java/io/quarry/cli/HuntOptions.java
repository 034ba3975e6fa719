package io.quarry.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarry.schemas.Violations;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What a hunter says about a hunt; everything is text here, the definition's own reader knows the types. */
@Command
final class HuntOptions {
    @Option(names = "--name", paramLabel = "N", description = "For people, 1 to 200 characters.")
    private @Nullable String name;

    @Option(names = "--job", paramLabel = "JOB", description = "What to collect: see `quarry jobs`.")
    private @Nullable String job;

    @Option(names = "--all", description = "Targets: every asset.")
    private boolean all;

    @Option(names = "--asset", paramLabel = "ID", description = "Targets: this asset; may be given more than once.")
    private List<String> assets = new ArrayList<>();

    @Option(names = "--label", paramLabel = "K=V", description = "Targets: assets with this label; more than once.")
    private List<String> labels = new ArrayList<>();

    @Option(names = "--os", paramLabel = "OS", description = "Targets: LINUX, WINDOWS or MACOS; more than once.")
    private List<String> systems = new ArrayList<>();

    @Option(
            names = "--frequency",
            paramLabel = "F",
            description = "now, once, daily, weekly, monthly or cron. Default: now.")
    private @Nullable String frequency;

    @Option(names = "--time", paramLabel = "HH:MM:SS", description = "Local time in the time zone.")
    private @Nullable String time;

    @Option(names = "--timezone", paramLabel = "Z", description = "Such as Europe/Berlin. Default: yours.")
    private @Nullable String timezone;

    @Option(
            names = "--on",
            paramLabel = "DAY",
            split = ",",
            description =
                    "once: a date; weekly: MON to SUN; monthly: 1 to 31 or LAST. Commas between, or more than once.")
    private List<String> on = new ArrayList<>();

    @Option(names = "--cron", paramLabel = "EXPR", description = "Six fields, second first, with --frequency cron.")
    private @Nullable String cron;

    @Option(names = "--from", paramLabel = "DATE", description = "First local date, YYYY-MM-DD.")
    private @Nullable String from;

    @Option(names = "--until", paramLabel = "DATE", description = "Last local date, YYYY-MM-DD.")
    private @Nullable String until;

    @Option(
            names = "--catch-up",
            paramLabel = "DURATION",
            description = "How late a firing may be made up for, such as PT1H.")
    private @Nullable String catchUp;

    @Option(
            names = "--expires",
            paramLabel = "DURATION",
            description = "How long an asset may take to pick its task up, such as PT24H.")
    private @Nullable String expires;

    @Option(names = "--max-rows", paramLabel = "N", description = "Rows a task may return.")
    private @Nullable String maxRows;

    @Option(names = "--max-bytes", paramLabel = "N", description = "Bytes of findings a task may return.")
    private @Nullable String maxBytes;

    @Option(names = "--max-cpu", paramLabel = "PCT", description = "Percent of one processor, 1 to 100.")
    private @Nullable String maxCpu;

    @Option(names = "--timeout", paramLabel = "DURATION", description = "Wall time of a task, such as PT10M.")
    private @Nullable String timeout;

    /** Puts what was said over a definition; what was not said stays. */
    void applyTo(ObjectNode definition, Violations violations) {
        put(definition, "name", name);
        put(definition, "job", job);
        put(definition, "expires_after", expires);
        ObjectNode schedule = definition.withObject("/schedule");
        put(schedule, "frequency", frequency);
        put(schedule, "time", time);
        put(schedule, "timezone", timezone);
        put(schedule, "cron", cron);
        put(schedule, "from", from);
        put(schedule, "until", until);
        put(schedule, "catch_up", catchUp);
        put(schedule, "on", on);
        ObjectNode limits = definition.withObject("/limits");
        put(limits, "max_rows", maxRows);
        put(limits, "max_bytes", maxBytes);
        put(limits, "max_cpu_percent", maxCpu);
        put(limits, "timeout", timeout);
        if (all || !assets.isEmpty() || !labels.isEmpty() || !systems.isEmpty()) {
            definition.set("targets", targets(definition.objectNode(), violations));
        }
    }

    private ObjectNode targets(ObjectNode targets, Violations violations) {
        if (all) {
            targets.put("all", true);
        }
        put(targets, "assets", assets);
        put(targets, "os", systems);
        for (String label : labels) {
            int equals = label.indexOf('=');
            if (equals < 1) {
                violations.add("targets.labels", label, "must be NAME=VALUE");
            } else {
                targets.withObject("/labels")
                        .withArray(label.substring(0, equals))
                        .add(label.substring(equals + 1));
            }
        }
        return targets;
    }

    private static void put(ObjectNode json, String field, @Nullable String value) {
        if (value != null) {
            json.put(field, value);
        }
    }

    private static void put(ObjectNode json, String field, List<String> values) {
        if (!values.isEmpty()) {
            ArrayNode list = json.putArray(field);
            values.forEach(list::add);
        }
    }
}
