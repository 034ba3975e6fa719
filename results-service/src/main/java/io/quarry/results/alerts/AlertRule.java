package io.quarry.results.alerts;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * When somebody is to be told.
 *
 * @param name letters, digits, dots, hyphens and underscores
 * @param description for people; null for none
 * @param hunt only runs of this hunt; null for any
 * @param job only runs of this job; null for any
 * @param condition what is asked
 * @param webhook where alerts are posted; null for nowhere
 */
public record AlertRule(
        String name,
        @Nullable String description,
        @Nullable String hunt,
        @Nullable String job,
        Condition condition,
        @Nullable URI webhook) {
    /** Whether it is about such a run. */
    boolean concerns(ClosedRuns.Run run) {
        return (hunt == null || hunt.equals(run.huntId())) && (job == null || job.equals(run.job()));
    }
}
