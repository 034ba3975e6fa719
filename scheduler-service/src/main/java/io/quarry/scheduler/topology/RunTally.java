package io.quarry.scheduler.topology;

import io.quarry.model.Run;
import io.quarry.scheduler.plan.Tally;
import io.quarry.scheduler.plan.TaskReport;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Counts what comes back of runs. The numbers, what each asset said last and the position in {@code task.events} change in the
 * same transaction: whoever takes over counts on from there, each task once.
 */
final class RunTally implements AutoCloseable {
    /** A position that moves past what nobody asks for is kept so often: more often would be a transaction for nothing. */
    private static final Duration POSITION_KEPT = Duration.ofMinutes(1);

    private final HuntStore store;
    private final TaskReports.Feed feed;
    private final Set<String> watched;
    private Instant kept;

    /** @param runs that are counted already */
    RunTally(HuntStore store, TaskReports reports, Collection<String> runs, Instant now) {
        this.store = store;
        this.watched = new HashSet<>(runs);
        this.kept = now;
        long[] positions = store.positions();
        boolean older = positions == null && !runs.isEmpty(); // of a version that did not count
        this.feed = reports.follow(older ? new long[0] : positions, runs);
    }

    /** Counts one more run, that nobody has seen yet. */
    void watch(String runId) {
        if (watched.isEmpty()) {
            store.putPositions(feed.take().positions());
        }
        watched.add(runId);
        feed.watch(runId);
    }

    void forget(String runId) {
        feed.forget(runId);
        if (watched.remove(runId) && watched.isEmpty()) {
            store.putPositions(null);
        }
    }

    /**
     * Adds to the runs what has come.
     *
     * @return ids of those that changed; the caller keeps them
     */
    Set<String> takeIn(Function<String, @Nullable Run> runs, Instant now) {
        if (watched.isEmpty()) {
            return Set.of();
        }
        TaskReports.Taken taken = feed.take();
        Map<String, List<TaskReport>> byRun =
                taken.reports().stream().collect(Collectors.groupingBy(TaskReport::runId));
        Set<String> changed = new HashSet<>();
        byRun.forEach((runId, reports) -> {
            Run run = runs.apply(runId);
            if (run != null && add(run, reports)) {
                changed.add(runId);
            }
        });
        if (!taken.reports().isEmpty() || !now.isBefore(kept.plus(POSITION_KEPT))) {
            store.putPositions(taken.positions());
            kept = now;
        }
        return changed;
    }

    @Override
    public void close() {
        feed.close();
    }

    private boolean add(Run run, List<TaskReport> reports) {
        Map<Integer, SaidChunk> touched = new HashMap<>();
        for (TaskReport report : reports) {
            if (!store.sent(run.getRunId(), report.assetId())) {
                continue; // nobody asked it
            }
            int number = AssetChunk.of(report.assetId());
            SaidChunk chunk = touched.get(number);
            SaidChunk said = chunk == null ? store.said(run.getRunId(), number) : chunk;
            byte before = said.get(report.assetId());
            byte after = Tally.add(run, before, report);
            if (after != before) {
                said.put(report.assetId(), after);
                touched.put(number, said);
            }
        }
        touched.forEach((number, said) -> store.putSaid(run.getRunId(), number, said));
        return !touched.isEmpty();
    }
}
