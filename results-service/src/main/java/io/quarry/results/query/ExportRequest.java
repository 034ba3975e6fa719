package io.quarry.results.query;

import org.jspecify.annotations.Nullable;

/**
 * Findings of a run that somebody wants to take away.
 *
 * @param run its id
 * @param columns names of the columns wanted, commas between; null for all
 * @param where condition in SQL over the columns; null for none
 * @param from rows to leave out at the beginning: those that a broken export had delivered
 * @param until number of the last settlement that belongs to it, as an earlier part said; null for what is there now
 */
public record ExportRequest(
        String run,
        @Nullable String columns,
        @Nullable String where,
        long from,
        @Nullable Long until) {
    /** @throws RefusedQueryException when from or until are negative */
    public ExportRequest {
        if (from < 0) {
            throw new RefusedQueryException("from", from, "must be a number of rows, 0 or more");
        }
        if (until != null && until < 0) {
            throw new RefusedQueryException("until", until, "must be what an earlier part of the export said");
        }
    }
}
