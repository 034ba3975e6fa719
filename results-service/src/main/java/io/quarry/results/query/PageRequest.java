package io.quarry.results.query;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How much of a list, from where.
 *
 * @param limit items at most, 1 to {@value #MAX}
 * @param cursor the {@code next} of the page before, null for the first page
 */
public record PageRequest(int limit, @Nullable String cursor) {
    public static final int MAX = 10_000;
    public static final int DEFAULT = 100;

    /** @throws RefusedQueryException when the limit is out of range */
    public PageRequest {
        if (limit < 1 || limit > MAX) {
            throw new RefusedQueryException("limit", limit, "must be 1 to " + MAX);
        }
    }

    public static PageRequest of(@Nullable Integer limit, @Nullable String cursor) {
        return new PageRequest(limit == null ? DEFAULT : limit, cursor);
    }

    /** @throws RefusedQueryException when there is a cursor and it is not one of this list */
    Optional<Cursor> after(String scope, int keys) {
        return Optional.ofNullable(cursor).map(c -> Cursor.read(c, scope, keys));
    }
}
