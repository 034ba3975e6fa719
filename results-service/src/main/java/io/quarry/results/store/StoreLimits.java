package io.quarry.results.store;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the database may use.
 *
 * @param memory DuckDB's memory_limit: {@code 1GB}
 * @param threads threads of its own, 1 or more
 */
public record StoreLimits(String memory, int threads) {
    private static final Pattern MEMORY = Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,9})?)\\s*([KMGT])i?B");
    private static final int THOUSAND = 1_000;
    private static final double LEAST = 64e6;

    public StoreLimits {
        if (!isMemory(memory)) {
            throw new IllegalArgumentException("memory is a number with a unit, 64MB and more, as 1GB, not " + memory);
        }
        if (threads < 1) {
            throw new IllegalArgumentException("the store needs a thread, not " + threads);
        }
    }

    /** Whether the database understands it and can work with it: {@code 64MB} and more. */
    public static boolean isMemory(String text) {
        Matcher found = MEMORY.matcher(text);
        if (!found.matches()) {
            return false;
        }
        double unit = Math.pow(THOUSAND, "KMGT".indexOf(found.group(2)) + 1);
        return Double.parseDouble(found.group(1)) * unit >= LEAST;
    }
}
