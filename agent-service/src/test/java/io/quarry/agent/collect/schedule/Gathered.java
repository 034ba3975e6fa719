package io.quarry.agent.collect.schedule;

import io.quarry.agent.collect.GatheredRows;
import io.quarry.agent.collect.Verdict;
import io.quarry.jobs.ScheduledTaskFinding;
import io.quarry.jobs.ScheduledTaskParams;
import io.quarry.model.Problem;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/** All that one collection gave. */
record Gathered(GatheredRows<ScheduledTaskFinding> all) {

    static Gathered from(Path root, Clock clock) {
        GatheredRows<ScheduledTaskFinding> all =
                GatheredRows.of(new LinuxScheduledTask(root, clock), new ScheduledTaskParams());
        if (!(all.verdict() instanceof Verdict.Done)) {
            throw new AssertionError(all.verdict());
        }
        return new Gathered(all);
    }

    /** Prints the rows of the host this runs on. Argument: root. */
    public static void main(String[] arguments) {
        from(Path.of(arguments.length == 0 ? "/" : arguments[0]), Clock.systemUTC())
                .all
                .print();
    }

    List<ScheduledTaskFinding> rows() {
        return all.rows();
    }

    /** The row of a task by its name, of which there must be one. */
    ScheduledTaskFinding named(String name) {
        return all.one(name, row -> row.getName().equals(name));
    }

    List<Problem> problems() {
        return all.problems();
    }
}
