package io.quarry.scheduler.plan;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;

/**
 * An asset as its last good heartbeat describes it.
 *
 * @param id asset id, 32 hexadecimal digits
 * @param traits what targets look at
 * @param seenAt when the heartbeat was written to the topic, UTC
 * @param interval the next one comes within this
 * @param leaving it said that it stops
 * @param revision of the fleet when what targets look at last changed; see {@link Fleet#revision()}
 */
public record KnownAsset(String id, Traits traits, Instant seenAt, Duration interval, boolean leaving, long revision) {
    private static final int SILENT_INTERVALS = 3;

    public KnownAsset {
        requireNonNull(id);
        requireNonNull(traits);
    }

    /** Silent for three intervals is offline. */
    public boolean online(Instant now) {
        return !leaving && !seenAt.plus(interval.multipliedBy(SILENT_INTERVALS)).isBefore(now);
    }

    /** @param at a later revision of the fleet */
    public KnownAsset changed(Traits now, long at) {
        return new KnownAsset(id, now, seenAt, interval, leaving, at);
    }
}
