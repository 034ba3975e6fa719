package io.quarry.scheduler.plan;

import java.time.Instant;

/** What comes back of runs whose rails look at it. Safe for use by many threads. */
public interface Outcomes {
    /** @param since when the run was fired */
    void watch(String runId, Instant since);

    void forget(String runId);

    /** Of a run that is watched. */
    Progress of(String runId);
}
