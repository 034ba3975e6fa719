package io.quarry.scheduler.plan;

import static java.util.Objects.requireNonNull;

import io.quarry.model.Platform;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * An asset as its last good heartbeat describes it.
 *
 * @param id asset id, 32 hexadecimal digits
 * @param os family
 * @param labels name to value
 * @param seenAt when the heartbeat was written to the topic, UTC
 * @param interval the next one comes within this
 * @param leaving it said that it stops
 * @param revision of the fleet when what targets look at last changed; see {@link Fleet#revision()}
 */
public record KnownAsset(
        String id,
        Platform os,
        Map<String, String> labels,
        Instant seenAt,
        Duration interval,
        boolean leaving,
        long revision) {
    private static final int SILENT_INTERVALS = 3;

    public KnownAsset {
        requireNonNull(id);
        requireNonNull(os);
        labels = Map.copyOf(labels);
    }

    /** Silent for three intervals is offline. */
    public boolean online(Instant now) {
        return !leaving && !seenAt.plus(interval.multipliedBy(SILENT_INTERVALS)).isBefore(now);
    }

    /** Whether targets see it as they see the other one. */
    public boolean sameForTargets(KnownAsset other) {
        return os == other.os && labels.equals(other.labels);
    }
}
