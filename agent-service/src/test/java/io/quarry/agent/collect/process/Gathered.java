package io.quarry.agent.collect.process;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.Verdict;
import io.quarry.jobs.CurrentProcessFinding;
import io.quarry.jobs.CurrentProcessParams;
import io.quarry.model.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** All that one collection on this host gave. */
final class Gathered implements FindingSink<CurrentProcessFinding> {
    private final List<CurrentProcessFinding> rows = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();

    static Gathered empty() {
        return new Gathered();
    }

    static Gathered with(Consumer<CurrentProcessParams> switches) {
        CurrentProcessParams params = new CurrentProcessParams();
        switches.accept(params);
        Gathered gathered = new Gathered();
        try {
            Verdict verdict = new LinuxCurrentProcess().collect(params, gathered);
            if (!(verdict instanceof Verdict.Done)) {
                throw new AssertionError(verdict);
            }
        } catch (StoppedException e) {
            throw new AssertionError(e);
        }
        return gathered;
    }

    /** The row of one process, which there must be. */
    static CurrentProcessFinding process(long pid, Consumer<CurrentProcessParams> switches) {
        Gathered gathered = with(params -> {
            params.setPid((int) pid);
            switches.accept(params);
        });
        if (gathered.rows.size() != 1) {
            throw new AssertionError("pid " + pid + ": " + gathered.rows);
        }
        return gathered.rows.get(0);
    }

    List<CurrentProcessFinding> rows() {
        return rows;
    }

    List<Problem> problems() {
        return problems;
    }

    @Override
    public void row(CurrentProcessFinding finding) {
        rows.add(finding);
    }

    @Override
    public void problem(Problem problem) {
        problems.add(problem);
    }

    @Override
    public void checkpoint() {}
}
