package io.quarry.results.console;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Rows that name their parent, in the order of a tree. */
public final class Tree {
    private static final int DEEPEST = 60;

    private final Map<Long, List<JsonNode>> children = new HashMap<>();
    private final List<Node> nodes = new ArrayList<>();
    private final Set<Long> seen = new HashSet<>();

    private Tree() {}

    /**
     * A row and where it stands.
     *
     * @param row as the API gives it
     * @param depth 0 for roots
     * @param below rows right below it
     */
    public record Node(JsonNode row, int depth, int below) {
        /** The class that indents it: deeper ones share the last. */
        public String indent() {
            return "d" + Math.min(depth, 12);
        }
    }

    /** Every row once, children below their parents; rows whose parent is not there are roots. */
    static List<Node> of(List<JsonNode> rows) {
        Tree tree = new Tree();
        Set<Long> ids = new HashSet<>();
        rows.forEach(r -> ids.add(id(r)));
        List<JsonNode> roots = new ArrayList<>();
        for (JsonNode row : rows) {
            long parent = row.path("parent_pid").asLong(-1);
            if (ids.contains(parent) && parent != id(row)) {
                tree.children.computeIfAbsent(parent, p -> new ArrayList<>()).add(row);
            } else {
                roots.add(row);
            }
        }
        roots.forEach(r -> tree.add(r, 0));
        rows.stream().filter(r -> !tree.seen.contains(id(r))).toList().forEach(r -> tree.add(r, 0)); // in a circle
        return List.copyOf(tree.nodes);
    }

    private void add(JsonNode row, int depth) {
        if (!seen.add(id(row))) {
            return;
        }
        List<JsonNode> below = children.getOrDefault(id(row), List.of());
        nodes.add(new Node(row, depth, below.size()));
        below.forEach(b -> add(b, Math.min(depth + 1, DEEPEST)));
    }

    private static long id(JsonNode row) {
        return row.path("pid").asLong(-1);
    }
}
