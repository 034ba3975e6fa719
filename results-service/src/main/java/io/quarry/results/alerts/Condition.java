package io.quarry.results.alerts;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a rule asks about a run that closed. */
public sealed interface Condition {
    /** As in the API: QUERY, STACK or DIFF. */
    String kind();

    /**
     * A saved query that returns rows.
     *
     * @param name of the query; {@code $run} in it is the run
     * @param minRows rows from which on there is an alert, 1 or more
     */
    record Query(String name, long minRows) implements Condition {
        @Override
        public String kind() {
            return "QUERY";
        }
    }

    /**
     * Combinations of values that few assets have.
     *
     * @param by columns, commas between; null for the job's own choice
     * @param where condition in SQL over the columns; null for none
     * @param maxAssets assets that have it, at most; null for any number
     * @param baseline runs whose combinations are left out
     */
    record Stack(
            @Nullable String by,
            @Nullable String where,
            @Nullable Long maxAssets,
            List<String> baseline) implements Condition {
        public Stack {
            baseline = List.copyOf(baseline);
        }

        @Override
        public String kind() {
            return "STACK";
        }
    }

    /**
     * Changes since the run of the same hunt that was fired before.
     *
     * @param by columns that tell what is the same; null for the job's key
     * @param compare columns that are compared; null for the job's own choice
     * @param changes which ones matter, at least one
     * @param minAssets assets on which it changed so, 1 or more
     */
    record Diff(@Nullable String by, @Nullable String compare, Set<Change> changes, long minAssets)
            implements Condition {
        public Diff {
            changes = Set.copyOf(changes);
        }

        @Override
        public String kind() {
            return "DIFF";
        }
    }

    /** How something changed. */
    enum Change {
        NEW("new_on"),
        GONE("gone_from"),
        CHANGED("changed_on");

        private final String field;

        Change(String field) {
            this.field = field;
        }

        /** Of a line of the diff: the number of assets. */
        String field() {
            return field;
        }
    }
}
