package io.quarry.agent.collect.host.packages;

import io.quarry.agent.collect.FindingSink;
import io.quarry.model.Hashes;
import io.quarry.model.Problem;
import java.util.ArrayList;
import java.util.List;

/** Keeps the problems; there are no rows. */
final class Watched implements FindingSink<Hashes> {
    private final List<Problem> problems = new ArrayList<>();

    List<Problem> problems() {
        return problems;
    }

    @Override
    public void row(Hashes finding) {
        throw new AssertionError("no rows");
    }

    @Override
    public void problem(Problem problem) {
        problems.add(problem);
    }

    @Override
    public void checkpoint() {}
}
