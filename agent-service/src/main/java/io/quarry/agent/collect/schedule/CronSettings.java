package io.quarry.agent.collect.schedule;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Variables of a crontab that hold from a line on. */
final class CronSettings {
    private static final int MOST = 1_000;

    private final Map<String, String> values = new LinkedHashMap<>();
    private @Nullable List<String> assignments;

    /** More than anybody has are forgotten: a job's row shows fewer anyway. */
    void set(String name, String value) {
        if (values.size() < MOST || values.containsKey(name)) {
            values.put(name, value);
            assignments = null;
        }
    }

    Optional<String> get(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** As {@code NAME=value}. */
    List<String> assignments() {
        if (assignments == null) {
            List<String> made = new ArrayList<>(values.size());
            values.forEach((name, value) -> made.add(name + "=" + value));
            assignments = made;
        }
        return assignments;
    }

    List<String> searchPath() {
        return get("PATH").map(path -> List.of(path.split(":", -1))).orElse(StartedImage.CRON_PATH);
    }
}
