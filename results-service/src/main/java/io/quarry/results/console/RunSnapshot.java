package io.quarry.results.console;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What of a run's page changes while the run goes on.
 *
 * @param state {@code open}, {@code held} or {@code done}: what can be done with the run depends on it
 * @param parts HTML by the id of the element that it stands for
 */
record RunSnapshot(String state, Map<String, String> parts) {
    static final String DONE = "done";

    RunSnapshot {
        parts = Map.copyOf(parts);
    }

    boolean done() {
        return state.equals(DONE);
    }

    /** JSON with the parts that are not as they were.
     * @param before what the page has got; null when it is not known, then it gets everything */
    String since(@Nullable RunSnapshot before) {
        Map<String, String> changed = new LinkedHashMap<>(parts);
        if (before != null) {
            changed.entrySet().removeAll(before.parts.entrySet());
        }
        ObjectNode json = JsonMapper.shared().createObjectNode().put("state", state);
        ObjectNode html = json.putObject("parts");
        changed.forEach(html::put);
        return json.toString();
    }
}
