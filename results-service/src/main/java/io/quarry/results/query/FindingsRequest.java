package io.quarry.results.query;

import org.jspecify.annotations.Nullable;

/**
 * Findings that somebody wants to see.
 *
 * @param scope runs, hunt, time
 * @param columns names of the columns wanted, commas between; null for all
 * @param where condition in SQL over the columns; null for none
 * @param sort columns, commas between, {@code -} before those whose largest comes first; null for the order in which tasks
 *     settled
 */
public record FindingsRequest(
        FindingScope scope,
        @Nullable String columns,
        @Nullable String where,
        @Nullable String sort) {}
