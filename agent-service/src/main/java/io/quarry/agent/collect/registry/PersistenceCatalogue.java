package io.quarry.agent.collect.registry;

import com.google.re2j.Pattern;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The known persistence locations, from {@code persistence.tsv} beside this class. Knows no files: live searches use it too. */
final class PersistenceCatalogue {
    private static final String RESOURCE = "persistence.tsv";
    private static final int COLUMNS = 5;

    private final List<Location> locations;

    /**
     * A line of it.
     *
     * @param scope the hive that the path begins in
     */
    record Location(
            String category,
            HiveKind scope,
            int depth,
            String path,
            @Nullable Pattern values) {
        Selection below(String prefix) {
            return new Selection(KeyPath.parse(prefix + path), depth, category, values);
        }
    }

    private PersistenceCatalogue(List<Location> locations) {
        this.locations = locations;
    }

    /** Reads the resource. */
    static PersistenceCatalogue load() {
        try (InputStream in = PersistenceCatalogue.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("missing resource " + RESOURCE);
            }
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static PersistenceCatalogue parse(String text) {
        List<Location> locations = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            if (!line.isBlank() && !line.startsWith("#")) {
                String[] columns = line.split("\t", -1);
                if (columns.length != COLUMNS) {
                    throw new IllegalArgumentException("five columns expected: " + line);
                }
                add(columns, locations);
            }
        }
        return new PersistenceCatalogue(List.copyOf(locations));
    }

    List<Location> locations() {
        return locations;
    }

    /** The locations in a hive of a kind, from its root on. */
    List<Selection> within(HiveKind kind) {
        List<Selection> selections = new ArrayList<>();
        for (Location location : locations) {
            if (location.scope == kind) {
                selections.add(location.below(""));
            } else if (location.scope == HiveKind.CLASSES && kind == HiveKind.SOFTWARE) {
                selections.add(location.below("Classes\\"));
            } else if (location.scope == HiveKind.CLASSES && kind == HiveKind.USER) {
                selections.add(location.below("Software\\Classes\\"));
            }
        }
        return selections;
    }

    private static void add(String[] columns, List<Location> locations) {
        HiveKind scope = HiveKind.valueOf(columns[1]);
        int depth = Integer.parseInt(columns[2]);
        String path = columns[3];
        Pattern values =
                columns[4].equals("*") ? null : Pattern.compile(columns[4], Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
        locations.add(new Location(columns[0], scope, depth, path, values));
        String narrow =
                switch (scope) {
                    case SOFTWARE -> path.startsWith("Microsoft\\") ? "Wow6432Node\\" + path : null;
                    case USER ->
                        path.startsWith("Software\\Microsoft\\")
                                ? "Software\\Wow6432Node" + path.substring("Software".length())
                                : null;
                    case SYSTEM, CLASSES, OTHER -> null;
                };
        if (narrow != null) {
            locations.add(new Location(columns[0], scope, depth, narrow, values));
        }
    }
}
