package io.quarry.scheduler.plan;

import io.quarry.model.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * What an asset says about its task of a run.
 *
 * @param attempt from 1; 0 when nothing was run
 * @param outcome null unless it is {@link Step#FINISHED}
 * @param rows findings of the attempt
 * @param bytes size of the findings
 * @param cpuMillis processor time of the attempt
 */
public record TaskReport(
        String runId,
        String assetId,
        Step step,
        int attempt,
        @Nullable Outcome outcome,
        long rows,
        long bytes,
        long cpuMillis) {

    /** How far a task has come. */
    public enum Step {
        ACCEPTED,
        STARTED,
        FINISHED
    }
}
