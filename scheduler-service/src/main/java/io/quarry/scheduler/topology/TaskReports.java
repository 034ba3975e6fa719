package io.quarry.scheduler.topology;

import io.quarry.scheduler.plan.TaskReport;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What assets say about tasks, in the order of {@code task.events}. Safe for use by many threads. */
public interface TaskReports {
    /**
     * Begins to collect reports.
     *
     * @param from the next offset of each partition, what {@link Taken} said before; partitions that are missing are read from
     *     their beginning; null: from where reading has come to
     * @param runs whose tasks it is about
     */
    Feed follow(long @Nullable [] from, Collection<String> runs);

    /** The reports for one who counts them. */
    interface Feed extends AutoCloseable {
        /** Collects reports about one more run, of which nothing can have been said yet. */
        void watch(String runId);

        void forget(String runId);

        /** All that has come since it was called last, and the position after it. */
        Taken take();

        @Override
        void close();
    }

    /**
     * Reports up to a position. Whoever keeps the position and what the reports made of his numbers together counts each of
     * them once.
     *
     * @param positions the next offset of each partition
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Taken(List<TaskReport> reports, long[] positions) {}
}
