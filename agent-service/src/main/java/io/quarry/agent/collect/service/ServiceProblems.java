package io.quarry.agent.collect.service;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.host.FileProblems;
import io.quarry.agent.collect.host.units.UnitProblems;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What could not be read or known of one service. */
final class ServiceProblems implements UnitProblems {
    private static final int MOST = 100;

    private final FindingSink<?> sink;
    private final String item;
    private final List<Problem> problems = new ArrayList<>(0);

    ServiceProblems(FindingSink<?> sink, String item) {
        this.sink = sink;
        this.item = item;
    }

    /** Something that this service does not have: of the row alone, the task is no less complete for it. */
    @Override
    public void note(String column, ProblemReason reason, String detail) {
        if (problems.size() < MOST) {
            problems.add(new Problem(column, reason, detail));
        }
    }

    /** Something that there is and that could not be read: of the row and of the task. */
    @Override
    public void failed(String what, IOException e) {
        Problem problem = FileProblems.of(what, e);
        note(problem.getItem(), problem.getReason(), String.valueOf(problem.getDetail()));
        sink.problem(new Problem(item, problem.getReason(), what + ": " + problem.getDetail()));
    }

    @Override
    public void failed(Problem problem) {
        note(problem.getItem(), problem.getReason(), String.valueOf(problem.getDetail()));
        sink.problem(new Problem(item, problem.getReason(), problem.getItem() + ": " + problem.getDetail()));
    }

    List<Problem> forRow() {
        return problems;
    }
}
