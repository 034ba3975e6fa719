package io.quarry.agent.collect.registry;

import io.quarry.agent.collect.FindingSink;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.util.HashSet;
import java.util.Set;

/** What could not be read of one hive. A hive that is garbage throughout has as many as it has cells: the first are told, the rest counted. */
final class HiveProblems {
    private static final int TOLD = 200;

    private final String hive;
    private final FindingSink<?> sink;
    private final Set<String> told = new HashSet<>();
    private long count;

    HiveProblems(String hive, FindingSink<?> sink) {
        this.hive = hive;
        this.sink = sink;
    }

    /** Says a thing once, however often it is come to. */
    void add(ProblemReason reason, String detail) {
        if (count <= TOLD && !told.add(detail)) {
            return;
        }
        if (++count <= TOLD) {
            sink.problem(new Problem(hive, reason, detail));
        }
    }

    void damage(HiveException e) {
        add(e.reason(), String.valueOf(e.getMessage()));
    }

    boolean any() {
        return count > 0;
    }

    /** To be called when the hive is done. */
    void end() {
        if (count > TOLD) {
            sink.problem(new Problem(hive, ProblemReason.MALFORMED, count - TOLD + " more problems of this hive"));
        }
    }
}
