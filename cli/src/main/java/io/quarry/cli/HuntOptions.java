package io.quarry.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarry.schemas.Violations;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a hunter says about a hunt; everything is text here, the definition's own reader knows the types. */
@Command
final class HuntOptions {
    private static final Set<String> TIMELESS = Set.of("now", "cron");

    @Option(names = "--name", paramLabel = "N", description = "For people, 1 to 200 characters.")
    private @Nullable String name;

    @Option(names = "--job", paramLabel = "JOB", description = "What to collect: see `quarry jobs`.")
    private @Nullable String job;

    @Mixin
    private TargetOptions targets;

    @Mixin
    private RailOptions rails;

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
                    "once: a date; weekly: MON to SUN; monthly: 1 to 31, LAST, MON#1 to SUN#5 or MON#LAST. Commas between,"
                            + " or more than once.")
    private List<String> on = new ArrayList<>();

    @Option(names = "--every", paramLabel = "N", description = "daily, weekly, monthly: every N days, weeks, months.")
    private @Nullable String every;

    @Option(
            names = "--skip",
            paramLabel = "DATE",
            split = ",",
            description = "Local dates on which nothing fires; commas between, or more than once.")
    private List<String> skip = new ArrayList<>();

    @Option(
            names = "--jitter",
            paramLabel = "DURATION",
            description = "Sends the tasks of a run spread over so long, such as PT30M.")
    private @Nullable String jitter;

    @Option(
            names = "--overlap",
            paramLabel = "O",
            description = "When a run is still open as the next is due: keep both, replace it, or skip the next.")
    private @Nullable String overlap;

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
        forgetOtherFrequency(schedule);
        put(schedule, "frequency", frequency);
        put(schedule, "every", every);
        put(schedule, "skip", skip);
        put(schedule, "jitter", jitter);
        put(schedule, "overlap", overlap);
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
        targets.applyTo(definition, violations);
        rails.applyTo(definition);
    }

    /** What one frequency asks for has no meaning for another. */
    private void forgetOtherFrequency(ObjectNode schedule) {
        String before = schedule.path("frequency").asText();
        if (frequency == null || frequency.equalsIgnoreCase(before)) {
            return;
        }
        schedule.remove(List.of("on", "cron", "every"));
        if (TIMELESS.contains(frequency.toLowerCase(Locale.ROOT))) {
            schedule.remove("time");
        }
    }

    static void put(ObjectNode json, String field, @Nullable String value) {
        if (value != null) {
            json.put(field, value);
        }
    }

    static void put(ObjectNode json, String field, @Nullable Long value) {
        if (value != null) {
            json.put(field, value);
        }
    }

    static void put(ObjectNode json, String field, List<String> values) {
        if (!values.isEmpty()) {
            ArrayNode list = json.putArray(field);
            values.forEach(list::add);
        }
    }
}
