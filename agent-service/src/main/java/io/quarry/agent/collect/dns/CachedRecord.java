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
 * @param section of the answer it came in; null where the source keeps records without their answers
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
        @Nullable Section section,
        @Nullable String complaint) {

    /** Sections of an answer that hold records, RFC 1035 section 4.1. */
    enum Section {
        ANSWER,
        AUTHORITY,
        ADDITIONAL
    }

    /** Takes records. */
    interface Taker {
        void take(CachedRecord cached) throws StoppedException;
    }

    static CachedRecord found(String name, String type, String data, @Nullable Long ttl, List<String> flags) {
        return new CachedRecord(name, type, data, ttl, "SUCCESS", flags, null, null, null);
    }

    static CachedRecord negative(
            String name, String type, @Nullable String status, @Nullable Long ttl, List<String> flags) {
        return new CachedRecord(name, type, null, ttl, status, flags, null, null, null);
    }

    CachedRecord on(@Nullable String linkName) {
        return new CachedRecord(name, type, data, ttl, status, flags, linkName, section, complaint);
    }

    CachedRecord in(@Nullable Section its) {
        return new CachedRecord(name, type, data, ttl, status, flags, link, its, complaint);
    }
}
