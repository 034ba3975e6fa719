package io.quarry.cli;

import io.quarry.model.Limits;
import io.quarry.schemas.Grant;
import io.quarry.schemas.JobCatalogue;
import io.quarry.schemas.Violations;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the key of an automation may order. */
final class GrantOptions {
    private static final Limits DEFAULTS = Limits.newBuilder().build();

    @Option(
            names = "--job",
            paramLabel = "JOB",
            description = "A job that these keys may order; more with one --job each.")
    private List<String> jobs = new ArrayList<>();

    @Option(
            names = "--hunts",
            paramLabel = "PREFIX",
            description =
                    "How the ids of their hunts begin, with a dash at the end: soar-. They can't touch the tasks of others.")
    private @Nullable String hunts;

    @Option(names = "--max-rows", paramLabel = "N", description = "Rows a task of theirs may return. Default: 1000000.")
    private long maxRows = DEFAULTS.getMaxRows();

    @Option(
            names = "--max-bytes",
            paramLabel = "N",
            description = "Bytes of findings a task of theirs may return. Default: 1073741824.")
    private long maxBytes = DEFAULTS.getMaxBytes();

    @Option(names = "--max-cpu", paramLabel = "PCT", description = "Percent of one processor, 1 to 100. Default: 25.")
    private int maxCpu = DEFAULTS.getMaxCpuPercent();

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            description = "Wall time of an attempt, 30s or PT10M. Default: PT10M.")
    private String timeout = DEFAULTS.getTimeout();

    @Option(names = "--unlimited", description = "They may order everything, as a scheduler of another installation.")
    private boolean unlimited;

    /** @return empty: everything */
    Optional<Grant> grant(Violations violations) {
        if (unlimited) {
            if (!jobs.isEmpty() || hunts != null) {
                violations.add("--unlimited", "", "excludes --job and --hunts");
            }
            return Optional.empty();
        }
        if (jobs.isEmpty()) {
            violations.add("--job", "", "is required: the jobs that the keys may order, or --unlimited");
        }
        jobs.stream()
                .filter(j -> JobCatalogue.installed().find(j).isEmpty())
                .forEach(j -> violations.add("--job", j, "is no job: see `quarry jobs`"));
        if (hunts == null || !hunts.matches(Grant.HUNTS)) {
            violations.add("--hunts", hunts, "is required: small letters, digits and dashes, a dash at the end");
        }
        atLeastOne(violations, "--max-rows", maxRows);
        atLeastOne(violations, "--max-bytes", maxBytes);
        if (maxCpu < 1 || maxCpu > 100) {
            violations.add("--max-cpu", maxCpu, "must be from 1 to 100");
        }
        Duration time = time(violations);
        return violations.list().isEmpty() && hunts != null
                ? Optional.of(new Grant(hunts, new TreeSet<>(jobs), limits(time)))
                : Optional.empty();
    }

    private Limits limits(Duration time) {
        return Limits.newBuilder()
                .setMaxRows(maxRows)
                .setMaxBytes(maxBytes)
                .setMaxCpuPercent(maxCpu)
                .setTimeout(time.toString())
                .build();
    }

    private Duration time(Violations violations) {
        String upper = timeout.toUpperCase(Locale.ROOT);
        try {
            Duration time = Duration.parse(upper.startsWith("P") ? upper : "PT" + upper);
            if (time.compareTo(Duration.ofSeconds(1)) >= 0 && time.compareTo(Duration.ofDays(1)) <= 0) {
                return time;
            }
        } catch (DateTimeException e) {
            violations.add("--timeout", timeout, "must be a duration such as 30s or PT10M");
            return Duration.ZERO;
        }
        violations.add("--timeout", timeout, "must be from 1 second to 24 hours");
        return Duration.ZERO;
    }

    private static void atLeastOne(Violations violations, String option, long value) {
        if (value < 1) {
            violations.add(option, value, "must be 1 or more");
        }
    }
}
