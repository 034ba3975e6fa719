package io.quarry.agent.collect.registry;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What selects one key. */
final class KeyMatch {
    static final KeyMatch NONE = new KeyMatch(List.of(), 0);

    private final List<Selection> selections;
    private final int depth;

    private KeyMatch(List<Selection> selections, int depth) {
        this.selections = selections;
        this.depth = depth;
    }

    /** @param level of the key, counted from the root */
    static KeyMatch of(List<KeySearch.Progress> states, int level) {
        if (states.size() == 1 && states.get(0).matched()) {
            return new KeyMatch(
                    List.of(states.get(0).selection()), level - states.get(0).level());
        }
        List<Selection> selections = null;
        int depth = Integer.MAX_VALUE;
        for (KeySearch.Progress state : states) {
            if (state.matched()) {
                selections = selections == null ? new ArrayList<>() : selections;
                selections.add(state.selection());
                depth = Math.min(depth, level - state.level());
            }
        }
        return selections == null ? NONE : new KeyMatch(selections, depth);
    }

    /** Of a search for everything. */
    static KeyMatch everything() {
        return new KeyMatch(List.of(Selection.of(KeyPath.parse(""), -1)), 0);
    }

    boolean isEmpty() {
        return selections.isEmpty();
    }

    /** Levels below the key that matched; of several the nearest. */
    int depth() {
        return depth;
    }

    /** Whether a value is wanted, or, for null, the key itself. */
    boolean accepts(@Nullable String value) {
        for (Selection selection : selections) {
            if (selection.accepts(value)) {
                return true;
            }
        }
        return false;
    }

    /** Kind of persistence location that a value, or for null the key itself, is. */
    @Nullable
    String category(@Nullable String value) {
        for (Selection selection : selections) {
            if (selection.category() != null && selection.accepts(value)) {
                return selection.category();
            }
        }
        return null;
    }
}
