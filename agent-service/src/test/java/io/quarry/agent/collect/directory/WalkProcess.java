package io.quarry.agent.collect.directory;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.Verdict;
import io.quarry.jobs.DirectoryEntryFinding;
import io.quarry.model.Problem;

/** A walk in a process of its own, with a heap or a user of its own. Prints rows, problems, the first problem and the verdict. */
public final class WalkProcess {
    private WalkProcess() {}

    private static final class Count implements FindingSink<DirectoryEntryFinding> {
        private long rows;
        private long problems;
        private String first = "none";

        @Override
        public void row(DirectoryEntryFinding finding) {
            rows++;
        }

        @Override
        public void problem(Problem problem) {
            first = problems++ == 0 ? problem.getReason() + " " + problem.getItem() : first;
        }

        @Override
        public void checkpoint() {}
    }

    /** @param args path, and "hash" to hash too */
    public static void main(String[] args) throws StoppedException {
        Count count = new Count();
        Verdict verdict = new LinuxDirectoryEntry()
                .collect(
                        Walked.params(args[0], params -> {
                            params.setDirectoryDepth(-1);
                            params.setCalculateMd5(args.length > 1);
                        }),
                        count);
        System.out.println(count.rows + " " + count.problems + " " + count.first + " " + verdict);
    }
}
