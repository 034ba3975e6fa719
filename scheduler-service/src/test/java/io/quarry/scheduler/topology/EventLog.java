package io.quarry.scheduler.topology;

import io.quarry.scheduler.plan.TaskReport;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Task events of one partition, as a test writes them; they stay when the scheduler is stopped. */
final class EventLog implements TaskReports {
    final List<TaskReport> log = new ArrayList<>();

    @Override
    public Feed follow(long @Nullable [] from, Collection<String> runs) {
        int start = from == null ? log.size() : from.length == 0 ? 0 : (int) from[0];
        return new Reading(log, start, new HashSet<>(runs));
    }

    private static final class Reading implements Feed {
        private final List<TaskReport> log;
        private final Set<String> runs;
        private int next;

        Reading(List<TaskReport> log, int next, Set<String> runs) {
            this.log = log;
            this.next = next;
            this.runs = runs;
        }

        @Override
        public void watch(String runId) {
            runs.add(runId);
        }

        @Override
        public void forget(String runId) {
            runs.remove(runId);
        }

        @Override
        public Taken take() {
            List<TaskReport> taken = log.subList(next, log.size()).stream()
                    .filter(r -> runs.contains(r.runId()))
                    .toList();
            next = log.size();
            return new Taken(taken, new long[] {next});
        }

        @Override
        public void close() {
            runs.clear();
        }
    }
}
