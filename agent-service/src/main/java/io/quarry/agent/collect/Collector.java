package io.quarry.agent.collect;

import io.quarry.model.Platform;
import org.apache.avro.specific.SpecificRecord;

/**
 * Reads one job's findings from the host it runs on. Read-only, streams its rows, holds a bounded number of them. One
 * instance serves all tasks, several at once: it keeps no state between calls.
 *
 * @param <P> the job's parameters, the class generated from its descriptor
 * @param <F> the job's own columns, the class generated from its descriptor
 */
public interface Collector<P extends SpecificRecord, F extends SpecificRecord> {

    /** Name of the job, as in the catalogue. */
    String job();

    /** Whether this collector is the one for a platform; there is at most one for each job and platform. */
    default boolean runsOn(Platform platform) {
        return true;
    }

    /**
     * Collects. Anything it throws but {@link StoppedException} is a defect and ends the task as FAILED.
     *
     * @param params validated, with all defaults filled in
     * @param sink takes rows and problems; only the calling thread may use it
     * @return how it went; problems handed to the sink make {@link Verdict.Done} a PARTIAL
     * @throws StoppedException as it came from the sink; a collector releases what it holds and lets it through
     */
    Verdict collect(P params, FindingSink<F> sink) throws StoppedException;
}
