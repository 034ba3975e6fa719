package io.quarry.agent.collect.service;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.host.bus.BusException;
import io.quarry.agent.natives.linux.FileAccess;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;

/** What could not be read or known of one service. */
final class ServiceProblems {
    private static final int MOST = 100;

    private final FindingSink<?> sink;
    private final String item;
    private final List<Problem> problems = new ArrayList<>(0);

    ServiceProblems(FindingSink<?> sink, String item) {
        this.sink = sink;
        this.item = item;
    }

    /** Something that this service does not have: of the row alone, the task is no less complete for it. */
    void note(String column, ProblemReason reason, String detail) {
        if (problems.size() < MOST) {
            problems.add(new Problem(column, reason, detail));
        }
    }

    /** Something that there is and that could not be read: of the row and of the task. */
    void failed(String what, IOException e) {
        Problem problem = of(what, e);
        note(problem.getItem(), problem.getReason(), String.valueOf(problem.getDetail()));
        sink.problem(new Problem(item, problem.getReason(), what + ": " + problem.getDetail()));
    }

    void failed(Problem problem) {
        note(problem.getItem(), problem.getReason(), String.valueOf(problem.getDetail()));
        sink.problem(new Problem(item, problem.getReason(), problem.getItem() + ": " + problem.getDetail()));
    }

    List<Problem> forRow() {
        return problems;
    }

    static Problem of(String what, IOException e) {
        String detail = String.valueOf(e.getMessage());
        if (e instanceof BusException bus) {
            return new Problem(
                    what,
                    switch (bus.reason()) {
                        case ABSENT, UNKNOWN, FAILED -> ProblemReason.NOT_AVAILABLE;
                        case DENIED -> ProblemReason.DENIED;
                        case TIMEOUT -> ProblemReason.TIMEOUT;
                        case LIMIT -> ProblemReason.LIMIT;
                        case MALFORMED -> ProblemReason.MALFORMED;
                    },
                    detail);
        }
        if (e instanceof AccessDeniedException) {
            return new Problem(what, ProblemReason.DENIED, detail);
        }
        if (e instanceof NoSuchFileException) {
            return new Problem(what, ProblemReason.VANISHED, detail);
        }
        if (e instanceof FileAccess.NotRegularException) {
            return new Problem(what, ProblemReason.SKIPPED, detail);
        }
        return new Problem(
                what, e instanceof FileAccess.TooLargeException ? ProblemReason.LIMIT : ProblemReason.IO_ERROR, detail);
    }
}
