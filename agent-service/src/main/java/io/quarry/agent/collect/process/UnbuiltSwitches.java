package io.quarry.agent.collect.process;

import io.quarry.jobs.CurrentProcessParams;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;

/** What was asked for and is not collected: a problem for each, so that no answer passes for a whole one. */
final class UnbuiltSwitches {
    private static final String HANDLES = "_handles";
    private static final Set<String> ON_WINDOWS_ONLY =
            Set.of("token_handles", "window_station_handles", "desktop_handles");
    private static final Set<String> OTHERS = Set.of("signature_check", "tcp_ipv4", "tcp_ipv6", "udp_ipv4", "udp_ipv6");

    private UnbuiltSwitches() {}

    static List<Problem> problems(CurrentProcessParams params) {
        List<Problem> problems = new ArrayList<>();
        for (Schema.Field field : params.getSchema().getFields()) {
            String name = field.name();
            if (!Boolean.TRUE.equals(params.get(field.pos()))) {
                continue;
            }
            if (ON_WINDOWS_ONLY.contains(name)) {
                problems.add(new Problem(name, ProblemReason.UNSUPPORTED_ON_PLATFORM, "Linux has no such objects"));
            } else if (name.endsWith(HANDLES) || OTHERS.contains(name)) {
                problems.add(new Problem(name, ProblemReason.NOT_AVAILABLE, "not collected by this version"));
            }
        }
        return problems;
    }
}
