package io.quarry.scheduler.api;

import org.jspecify.annotations.Nullable;

/** Versions as entity tags (RFC 9110, 8.8.3). */
final class Versions {
    private Versions() {}

    static String etag(int version) {
        return "\"" + version + "\"";
    }

    /** @return null: any version will do */
    static @Nullable Integer expected(@Nullable String ifMatch) {
        if (ifMatch == null || ifMatch.equals("*")) {
            return null;
        }
        try {
            return Integer.valueOf(ifMatch.replace("W/", "").replace("\"", ""));
        } catch (NumberFormatException e) {
            throw RefusedException.of("expected_version", ifMatch, "If-Match must be the ETag of an earlier answer");
        }
    }
}
