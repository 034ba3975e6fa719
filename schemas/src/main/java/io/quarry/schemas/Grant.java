package io.quarry.schemas;

import io.quarry.model.CommandKind;
import io.quarry.model.HuntCommand;
import io.quarry.model.Limits;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a key may order that is not the schedulers' own.
 *
 * @param hunts how the ids of its hunts begin: it can neither take nor end the tasks of others
 * @param jobs its jobs, one at least
 * @param limits the most that one of its tasks may use
 */
public record Grant(String hunts, SortedSet<String> jobs, Limits limits) {
    /** What a prefix of hunt ids looks like; none may be a hunt id that schedulers make. */
    public static final String HUNTS = "[a-z0-9][a-z0-9-]{1,30}-";

    private static final String JOB = "[a-z0-9-]{1,64}";

    public Grant {
        jobs = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(jobs));
        if (!hunts.matches(HUNTS)) {
            throw new IllegalArgumentException("'" + hunts + "' does not begin hunt ids: it must match " + HUNTS);
        }
        if (jobs.isEmpty() || !jobs.stream().allMatch(j -> j.matches(JOB))) {
            throw new IllegalArgumentException(
                    "a limited key has one job at least, and " + jobs + " are not its names");
        }
        positive("Max-Rows", limits.getMaxRows());
        positive("Max-Bytes", limits.getMaxBytes());
        positive("Max-Cpu-Percent", limits.getMaxCpuPercent());
        positive("Timeout", Duration.parse(limits.getTimeout()).toMillis());
    }

    /** Why the key may not order this, when it may not: everything that is too much, with numbers. */
    public Optional<String> refusal(HuntCommand command) {
        List<String> refusals = new ArrayList<>();
        if (!command.getHuntId().startsWith(hunts) || !command.getRunId().startsWith(command.getHuntId() + "-")) {
            refusals.add("run " + command.getRunId() + " is not of a hunt whose id begins with " + hunts);
        }
        if (!jobs.contains(command.getJob())) {
            refusals.add("job " + command.getJob() + " is not one of " + jobs);
        }
        if (command.getKind() == CommandKind.RUN) {
            most(refusals, "max_rows", command.getMaxRows(), limits.getMaxRows());
            most(refusals, "max_bytes", command.getMaxBytes(), limits.getMaxBytes());
            most(refusals, "max_cpu_percent", command.getMaxCpuPercent(), limits.getMaxCpuPercent());
            most(
                    refusals,
                    "timeout_ms",
                    command.getTimeoutMs(),
                    Duration.parse(limits.getTimeout()).toMillis());
        }
        return refusals.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", refusals));
    }

    /** As it stands in a file of keys. */
    public Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Hunts", hunts);
        headers.put("Jobs", String.join(",", jobs));
        headers.put("Max-Rows", Long.toString(limits.getMaxRows()));
        headers.put("Max-Bytes", Long.toString(limits.getMaxBytes()));
        headers.put("Max-Cpu-Percent", Integer.toString(limits.getMaxCpuPercent()));
        headers.put("Timeout", limits.getTimeout());
        return headers;
    }

    /** @throws IllegalArgumentException when one is missing, wrong or not known: half a limit is none */
    static Grant of(Map<String, String> headers) {
        try {
            Grant grant = new Grant(
                    headers.getOrDefault("Hunts", ""),
                    new TreeSet<>(List.of(headers.getOrDefault("Jobs", "").split(",", -1))),
                    Limits.newBuilder()
                            .setMaxRows(Long.parseLong(headers.getOrDefault("Max-Rows", "")))
                            .setMaxBytes(Long.parseLong(headers.getOrDefault("Max-Bytes", "")))
                            .setMaxCpuPercent(Integer.parseInt(headers.getOrDefault("Max-Cpu-Percent", "")))
                            .setTimeout(headers.getOrDefault("Timeout", ""))
                            .build());
            if (!grant.headers().keySet().equals(headers.keySet())) {
                throw new IllegalArgumentException("not all known: " + headers.keySet());
            }
            return grant;
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("no duration: " + headers.get("Timeout"), e);
        }
    }

    private static void positive(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be 1 or more, not " + value);
        }
    }

    private static void most(List<String> refusals, String name, long value, long most) {
        if (value > most) {
            refusals.add(name + " " + value + " is more than " + most);
        }
    }
}
