package io.quarry.results.console;

import io.quarry.schemas.Job;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Rows whose paths lead into each other: files in their directories, values in their keys. */
public final class PathTree {
    /** Deeper ones stand in one line: a path may have thousands of parts. */
    private static final int DEEPEST = 40;

    private PathTree() {}

    /**
     * A place in the tree.
     *
     * @param name what of the path leads here from the place above
     * @param row what was found here; null when it is only on the way
     * @param below places right below, in the order of their names
     * @param size rows here and below
     */
    public record Branch(String name, @Nullable JsonNode row, List<Branch> below, int size) {
        public Branch {
            below = List.copyOf(below);
        }
    }

    private static final class Place {
        private final Map<String, Place> below = new LinkedHashMap<>();
        private final List<JsonNode> rows = new ArrayList<>();
    }

    static boolean fits(Job job) {
        return files(job) || keys(job);
    }

    private static boolean files(Job job) {
        return job.column("path").isPresent() && job.column("directory").isPresent();
    }

    private static boolean keys(Job job) {
        return job.column("key_path").isPresent() && job.column("value_name").isPresent();
    }

    /** Columns to sort by. */
    static String order(Job job) {
        return keys(job) ? "hive,key_path,value_name" : "path";
    }

    /** @param rows in that order */
    static List<Branch> of(Job job, List<JsonNode> rows) {
        Place root = new Place();
        for (JsonNode row : rows) {
            Place place = root;
            for (String part : keys(job) ? key(row) : file(row)) {
                place = place.below.computeIfAbsent(part, p -> new Place());
            }
            place.rows.add(row);
        }
        return below(root, keys(job));
    }

    private static List<String> file(JsonNode row) {
        String path = Show.text(row, "path");
        boolean windows = !path.startsWith("/");
        return parts(windows ? "" : "/", path.split(windows ? "\\\\" : "/", -1));
    }

    private static List<String> key(JsonNode row) {
        return parts(Show.text(row, "hive"), Show.text(row, "key_path").split("\\\\", -1));
    }

    private static List<String> parts(String root, String[] names) {
        List<String> parts = new ArrayList<>();
        if (!root.isEmpty()) {
            parts.add(root);
        }
        for (String name : names) {
            if (!name.isEmpty()) {
                if (parts.size() < DEEPEST) {
                    parts.add(name);
                } else {
                    parts.set(DEEPEST - 1, parts.get(DEEPEST - 1) + "/" + name);
                }
            }
        }
        return parts;
    }

    private static List<Branch> below(Place place, boolean values) {
        List<Branch> branches = new ArrayList<>();
        place.below.forEach((name, next) -> branches.add(branch(name, next, values)));
        return branches;
    }

    /** What leads to one place only is written in one line with it. */
    private static Branch branch(String name, Place place, boolean values) {
        if (place.rows.isEmpty() && place.below.size() == 1) {
            var only = place.below.entrySet().iterator().next();
            String joined = name.endsWith("/") ? name + only.getKey() : name + (values ? "\\" : "/") + only.getKey();
            return branch(joined, only.getValue(), values);
        }
        List<Branch> below = new ArrayList<>();
        JsonNode row = null;
        for (JsonNode one : place.rows) {
            if (row != null || (values && !one.path("value_name").isNull())) {
                below.add(new Branch(label(one), one, List.of(), 1));
            } else {
                row = one;
            }
        }
        below.addAll(below(place, values));
        if (below.isEmpty() && row != null) {
            return new Branch(name, row, List.of(), 1);
        }
        int size = below.stream().mapToInt(Branch::size).sum() + (row == null ? 0 : 1);
        return new Branch(name, row, below, size);
    }

    /** The default value of a key has no name. */
    private static String label(JsonNode row) {
        String name = Show.text(row, row.has("value_name") ? "value_name" : "name");
        return name.isEmpty() ? "(default)" : name;
    }

    /** What of a row stands beside its name. */
    public static String detail(JsonNode row) {
        if (row.has("value_name")) {
            if (row.path("value_name").isNull()) {
                return "no values";
            }
            String data = Show.text(row, "data");
            long bytes = row.path("data_size").asLong(0);
            return Show.text(row, "value_type") + " " + (data.isEmpty() ? Show.bytes(bytes) : data);
        }
        List<String> words = new ArrayList<>();
        String type = Show.text(row, "type");
        words.add(
                type.equals("FILE") && row.path("size").isNumber()
                        ? Show.bytes(row.path("size").asLong())
                        : type.toLowerCase(Locale.ROOT));
        for (String column : List.of("mode", "owner", "link_target", "sha256")) {
            if (!Show.empty(row.path(column))) {
                words.add(column.equals("link_target") ? "\u2192 " + Show.text(row, column) : Show.text(row, column));
            }
        }
        return String.join(" \u00b7 ", words);
    }
}
