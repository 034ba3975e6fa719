package io.quarry.results.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stack that somebody wants to see.
 *
 * @param scope runs, hunt, time
 * @param by columns, commas between; null for the job's default stack
 * @param where condition in SQL over the columns; null for none
 * @param baseline ids of runs: combinations that any of them has are left out
 */
public record StackRequest(
        FindingScope scope, @Nullable String by, @Nullable String where, List<String> baseline) {
    public StackRequest {
        baseline = List.copyOf(baseline);
    }
}
