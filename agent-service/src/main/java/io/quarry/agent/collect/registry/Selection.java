package io.quarry.agent.collect.registry;

import com.google.re2j.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Keys that are wanted.
 *
 * @param depth levels of subkeys below a key that matches, -1 for all
 * @param category kind of persistence location; null for keys that were asked for by their path
 * @param values names of the values that are wanted; null for all, and for the key itself when it has none
 */
record Selection(
        KeyPath path,
        int depth,
        @Nullable String category,
        @Nullable Pattern values) {

    static Selection of(KeyPath path, int depth) {
        return new Selection(path, depth, null, null);
    }

    boolean reaches(int levels) {
        return depth < 0 || levels <= depth;
    }

    boolean accepts(@Nullable String value) {
        return values == null || value != null && values.matches(value);
    }
}
