package io.quarry.results.store;

/**
 * What the database may use.
 *
 * @param memory DuckDB's memory_limit: {@code 1GB}
 * @param threads threads of its own, 1 or more
 */
public record StoreLimits(String memory, int threads) {
    public StoreLimits {
        if (!memory.matches("[0-9]+(\\.[0-9]+)?\\s*[KMGT]i?B")) {
            throw new IllegalArgumentException("memory is a number with a unit, as 1GB, not " + memory);
        }
        if (threads < 1) {
            throw new IllegalArgumentException("the store needs a thread, not " + threads);
        }
    }
}
