package io.quarry.agent.collect;

import io.quarry.model.Problem;
import org.apache.avro.specific.SpecificRecord;

/**
 * Where a collector's rows go. The sink enforces the task's limits.
 *
 * @param <F> the job's own columns
 */
public interface FindingSink<F extends SpecificRecord> {

    /**
     * Hands over one row; it is written before this returns, so the record may be used again for the next.
     *
     * @throws StoppedException when the task is to end: cancelled, out of time, or the row does not fit its limits
     */
    void row(F finding) throws StoppedException;

    /** Records something that could not be read or known; makes the outcome PARTIAL. */
    void problem(Problem problem);

    /**
     * Records something to know about the answer that is no gap in it: the host has no such thing as a column that nobody relies
     * on is read from. It is reported with the problems and leaves the outcome as it is; once a task.
     */
    default void note(Problem note) {
        problem(note);
    }

    /**
     * To be called often, at least every few milliseconds of work: waits when the task used more processor time than
     * it may.
     *
     * @throws StoppedException when the task is to end
     */
    void checkpoint() throws StoppedException;

    /**
     * Tells of processor time that other threads spent for this collector, so that the limit counts it at the next
     * {@link #checkpoint}. Called by the collecting thread.
     *
     * @param cpuNanos since the last time
     */
    default void charge(long cpuNanos) {}

    /** Bytes that the task may be about at most; what is larger than that as a whole, such as a file, is a LIMIT problem. */
    default long mostBytes() {
        return Long.MAX_VALUE;
    }
}
