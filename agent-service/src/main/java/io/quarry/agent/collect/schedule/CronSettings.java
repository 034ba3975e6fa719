package io.quarry.agent.collect.schedule;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Variables of a crontab that hold from a line on. */
final class CronSettings {
    private static final int MOST = 1_000;
    private final Map<String, String> values = new LinkedHashMap<>();

    /** More than anybody has are forgotten: a job's row shows fewer anyway. */
    void set(String name, String value) {
        if (values.size() < MOST || values.containsKey(name)) {
            values.put(name, value);
        }
    }

    Optional<String> get(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** As {@code NAME=value}. */
    List<String> assignments() {
        List<String> assignments = new ArrayList<>(values.size());
        values.forEach((name, value) -> assignments.add(name + "=" + value));
        return assignments;
    }

    List<String> searchPath() {
        return get("PATH").map(path -> List.of(path.split(":", -1))).orElse(StartedImage.CRON_PATH);
    }
}
