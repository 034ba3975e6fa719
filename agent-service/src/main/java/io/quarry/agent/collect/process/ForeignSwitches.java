package io.quarry.agent.collect.process;

import io.quarry.jobs.CurrentProcessParams;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;

/** Handles that were asked for and that Linux has no such objects for: a problem for each switch, once. */
final class ForeignSwitches {
    private static final Set<String> ON_WINDOWS_ONLY =
            Set.of("token_handles", "window_station_handles", "desktop_handles");

    private ForeignSwitches() {}

    static List<Problem> problems(CurrentProcessParams params) {
        List<Problem> problems = new ArrayList<>();
        for (Schema.Field field : params.getSchema().getFields()) {
            if (ON_WINDOWS_ONLY.contains(field.name()) && Boolean.TRUE.equals(params.get(field.pos()))) {
                problems.add(
                        new Problem(field.name(), ProblemReason.UNSUPPORTED_ON_PLATFORM, "Linux has no such objects"));
            }
        }
        return problems;
    }
}
