package io.quarry.scheduler.topology;

import io.quarry.scheduler.plan.TaskReport;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reports on their way from the tail to one who counts. The tail is the lock of all its queues. */
final class ReportQueue implements TaskReports.Feed {
    /** So many wait at most; the tail does then. */
    private static final int MOST = 50_000;

    private final EventTail tail;
    private final long[] positions;
    private final Set<String> runs;
    private List<TaskReport> waiting = new ArrayList<>();

    ReportQueue(EventTail tail, long[] positions, Collection<String> runs) {
        this.tail = tail;
        this.positions = positions;
        this.runs = new HashSet<>(runs);
    }

    @Override
    public void watch(String runId) {
        synchronized (tail) {
            runs.add(runId);
        }
    }

    @Override
    public void forget(String runId) {
        synchronized (tail) {
            runs.remove(runId);
        }
    }

    @Override
    public TaskReports.Taken take() {
        synchronized (tail) {
            List<TaskReport> taken = waiting;
            waiting = new ArrayList<>();
            tail.notifyAll();
            return new TaskReports.Taken(taken, positions.clone());
        }
    }

    @Override
    public void close() {
        tail.remove(this);
    }

    /** For the tail, which holds its lock. */
    boolean watches(String runId) {
        return runs.contains(runId);
    }

    /** For the tail, which holds its lock. */
    boolean full() {
        return waiting.size() >= MOST;
    }

    /** Takes what comes next and passes over what it has had. For the tail, which holds its lock. */
    void offer(ReportReader.Read read) {
        if (read.offset() < positions[read.partition()]) {
            return;
        }
        positions[read.partition()] = read.offset() + 1;
        TaskReport report = read.report();
        if (report != null && runs.contains(report.runId())) {
            waiting.add(report);
        }
    }
}
