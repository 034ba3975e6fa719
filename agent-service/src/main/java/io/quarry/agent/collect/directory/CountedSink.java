package io.quarry.agent.collect.directory;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.jobs.DirectoryEntryFinding;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;

/** Knows whether anything came of a walk. */
final class CountedSink implements FindingSink<DirectoryEntryFinding> {
    private final FindingSink<DirectoryEntryFinding> sink;
    private boolean rows;
    private boolean denied;
    private boolean otherProblems;

    CountedSink(FindingSink<DirectoryEntryFinding> sink) {
        this.sink = sink;
    }

    /** There is no row, and want of a privilege is the only reason. */
    boolean nothingButDenied() {
        return denied && !rows && !otherProblems;
    }

    @Override
    public void row(DirectoryEntryFinding finding) throws StoppedException {
        rows = true;
        sink.row(finding);
    }

    @Override
    public void problem(Problem problem) {
        if (problem.getReason() == ProblemReason.DENIED) {
            denied = true;
        } else {
            otherProblems = true;
        }
        sink.problem(problem);
    }

    @Override
    public void note(Problem note) {
        sink.note(note);
    }

    @Override
    public void checkpoint() throws StoppedException {
        sink.checkpoint();
    }

    @Override
    public void charge(long cpuNanos) {
        sink.charge(cpuNanos);
    }

    @Override
    public long mostBytes() {
        return sink.mostBytes();
    }
}
