package io.quarry.agent.collect.schedule;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.Verdict;
import io.quarry.jobs.ScheduledTaskFinding;
import io.quarry.jobs.ScheduledTaskParams;
import io.quarry.model.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** All that one collection gave. */
final class Gathered implements FindingSink<ScheduledTaskFinding> {
    private final List<ScheduledTaskFinding> rows = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();

    static Gathered from(Path root, Clock clock) {
        Gathered gathered = new Gathered();
        try {
            Verdict verdict = new LinuxScheduledTask(root, clock).collect(new ScheduledTaskParams(), gathered);
            if (!(verdict instanceof Verdict.Done)) {
                throw new AssertionError(verdict);
            }
        } catch (StoppedException e) {
            throw new AssertionError(e);
        }
        return gathered;
    }

    /** Prints each row of the host this runs on, a line of JSON each; then each problem. */
    public static void main(String[] arguments) {
        Gathered gathered = from(Path.of(arguments.length == 0 ? "/" : arguments[0]), Clock.systemUTC());
        gathered.rows.forEach(System.out::println);
        gathered.problems.forEach(System.out::println);
    }

    List<ScheduledTaskFinding> rows() {
        return rows;
    }

    /** The row of a task by its name, of which there must be one. */
    ScheduledTaskFinding named(String name) {
        List<ScheduledTaskFinding> found =
                rows.stream().filter(row -> row.getName().equals(name)).toList();
        if (found.size() != 1) {
            throw new AssertionError(name + ": " + found + " of " + rows);
        }
        return found.get(0);
    }

    List<Problem> problems() {
        return problems;
    }

    @Override
    public void row(ScheduledTaskFinding finding) {
        try {
            finding.toByteBuffer(); // it must fit its schema
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        rows.add(finding);
    }

    @Override
    public void problem(Problem problem) {
        problems.add(problem);
    }

    @Override
    public void checkpoint() {}
}
