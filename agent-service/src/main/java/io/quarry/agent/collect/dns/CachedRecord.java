package io.quarry.agent.collect.dns;

import io.quarry.agent.collect.StoppedException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a resolver holds.
 *
 * @param name without the final dot
 * @param data in zone file form; null for a negative entry
 * @param ttl seconds left, null where the source has none
 * @param status SUCCESS, NXDOMAIN, NODATA; null where the source does not tell
 * @param flags of the source, by name
 * @param link interface that the answer belongs to
 * @param complaint what could not be read of it
 */
record CachedRecord(
        String name,
        String type,
        @Nullable String data,
        @Nullable Long ttl,
        @Nullable String status,
        List<String> flags,
        @Nullable String link,
        @Nullable String complaint) {

    /** Takes records. */
    interface Taker {
        void take(CachedRecord cached) throws StoppedException;
    }

    static CachedRecord found(String name, String type, String data, @Nullable Long ttl, List<String> flags) {
        return new CachedRecord(name, type, data, ttl, "SUCCESS", flags, null, null);
    }

    static CachedRecord negative(
            String name, String type, @Nullable String status, @Nullable Long ttl, List<String> flags) {
        return new CachedRecord(name, type, null, ttl, status, flags, null, null);
    }

    CachedRecord on(@Nullable String linkName) {
        return new CachedRecord(name, type, data, ttl, status, flags, linkName, complaint);
    }
}
