package io.quarry.agent.collect.registry;

import io.quarry.agent.collect.StoppedException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Walks a tree of keys once for all selections together, so that no key comes twice however many select it. Where all that
 * is wanted below a key are plain names, these are opened and the other subkeys never read.
 */
final class KeySearch {
    private final List<Selection> selections;
    private final Hits hits;

    /** Takes the keys that were found. */
    interface Hits {
        /** @param path below the root, without a backslash in front; empty for the root */
        void hit(RegistryNode key, String path, KeyMatch match) throws StoppedException;
    }

    /**
     * How far one selection has come.
     *
     * @param next segment that a subkey must match; behind the last: matched
     * @param level of the key that matched, counted from the root
     */
    record Progress(Selection selection, int next, int level) {
        boolean matched() {
            return next == selection.path().segments().size();
        }

        @Nullable
        Progress into(String child, int childLevel) {
            if (matched()) {
                return selection.reaches(childLevel - level) ? this : null;
            }
            return selection.path().segments().get(next).matches(child)
                    ? new Progress(selection, next + 1, childLevel)
                    : null;
        }
    }

    KeySearch(List<Selection> selections, Hits hits) {
        this.selections = List.copyOf(selections);
        this.hits = hits;
    }

    void search(RegistryNode root) throws StoppedException {
        visit(root, "", 0, start());
    }

    /** What selects a key, whose names from below the root on are given; empty when nothing does. */
    KeyMatch match(List<String> names) {
        List<Progress> states = start();
        for (int i = 0; i < names.size(); i++) {
            states = into(states, names.get(i), i + 1);
        }
        return KeyMatch.of(states, names.size());
    }

    private List<Progress> start() {
        List<Progress> states = new ArrayList<>();
        for (Selection selection : selections) {
            states.add(new Progress(selection, 0, 0));
        }
        return states;
    }

    private void visit(RegistryNode key, String path, int level, List<Progress> states) throws StoppedException {
        KeyMatch match = KeyMatch.of(states, level);
        if (!match.isEmpty()) {
            hits.hit(key, path, match);
        }
        Map<String, String> plain = plainNames(states, level);
        RegistryNode.Visitor visitor = child -> {
            List<Progress> next = into(states, child.name(), level + 1);
            if (!next.isEmpty()) {
                visit(child, path.isEmpty() ? child.name() : path + '\\' + child.name(), level + 1, next);
            }
        };
        if (plain == null) {
            key.children(visitor);
        } else {
            for (String name : plain.values()) {
                key.child(name, visitor);
            }
        }
    }

    /** The names that are wanted below; null when it takes all subkeys to know. */
    private static @Nullable Map<String, String> plainNames(List<Progress> states, int level) {
        Map<String, String> plain = new LinkedHashMap<>();
        for (Progress state : states) {
            if (state.matched()) {
                if (state.selection.reaches(level + 1 - state.level)) {
                    return null;
                }
            } else {
                KeyPath.Segment segment = state.selection.path().segments().get(state.next);
                if (segment.pattern() != null) {
                    return null;
                }
                plain.putIfAbsent(KeyPath.folded(segment.name()), segment.name());
            }
        }
        return plain;
    }

    private static List<Progress> into(List<Progress> states, String child, int level) {
        if (states.size() == 1) {
            Progress only = states.get(0).into(child, level);
            return only == states.get(0) ? states : only == null ? List.of() : List.of(only);
        }
        List<Progress> next = new ArrayList<>();
        for (Progress state : states) {
            Progress progress = state.into(child, level);
            if (progress != null) {
                next.add(progress);
            }
        }
        return next;
    }
}
