package io.quarry.scheduler.plan;

import java.util.List;
import java.util.Map;

/** Label name to accepted values: each name must be there with one of its values. */
public final class LabelClauses {
    private LabelClauses() {}

    public static boolean fit(Map<String, List<String>> wanted, Map<String, String> labels) {
        return wanted.entrySet().stream().allMatch(clause -> {
            String value = labels.get(clause.getKey());
            return value != null && clause.getValue().contains(value);
        });
    }
}
