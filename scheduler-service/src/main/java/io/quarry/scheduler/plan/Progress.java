package io.quarry.scheduler.plan;

/**
 * What has come back of a run.
 *
 * @param finished tasks that have ended, each counted once
 * @param failed those of them that were DENIED, TIMED_OUT, REJECTED or FAILED
 * @param rows findings of them
 * @param bytes size of the findings
 * @param cpuMillis processor time they took
 */
public record Progress(long finished, long failed, long rows, long bytes, long cpuMillis) {
    public static final Progress NONE = new Progress(0, 0, 0, 0, 0);

    /** One task more. */
    public Progress plus(boolean failure, long moreRows, long moreBytes, long moreCpuMillis) {
        return new Progress(
                finished + 1,
                failed + (failure ? 1 : 0),
                rows + moreRows,
                bytes + moreBytes,
                cpuMillis + moreCpuMillis);
    }
}
