package io.quarry.agent.collect.process;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.jobs.CurrentProcessFinding;
import io.quarry.model.Problem;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Stands for the task's sink, which is for one thread, in a thread beside it: keeps problems until the collecting thread
 * hands them on, and says when to stop.
 */
final class RelaySink implements FindingSink<CurrentProcessFinding> {
    private final Queue<Problem> problems = new ConcurrentLinkedQueue<>();
    private final long mostBytes;
    private volatile boolean stopped;

    RelaySink(FindingSink<?> sink) {
        mostBytes = sink.mostBytes();
    }

    @Override
    public void row(CurrentProcessFinding finding) {
        throw new IllegalStateException("rows are handed over by the collecting thread");
    }

    @Override
    public void problem(Problem problem) {
        problems.add(problem);
    }

    @Override
    public void checkpoint() throws StoppedException {
        if (stopped) {
            throw new StoppedException("the collecting thread has ended");
        }
    }

    @Override
    public long mostBytes() {
        return mostBytes;
    }

    /** Ends the threads that use this at their next checkpoint. */
    void stop() {
        stopped = true;
    }

    /** To be called by the collecting thread. */
    void handOn(FindingSink<?> sink) {
        for (Problem problem = problems.poll(); problem != null; problem = problems.poll()) {
            sink.problem(problem);
        }
    }
}
