package io.quarry.agent.collect.registry;

import java.util.LinkedList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds where a key belongs by the offsets of its parents, for keys that no list leads to. */
final class KeyPlaces {
    /** Stands in a path for upper keys that are not known. */
    static final String LOST = "?";

    private static final int DEEPEST = 512;
    private static final int KNOWN_FLAGS = 0x3fff;
    private static final int NARROW = 0x20;
    private static final long EARLIEST = 119_600_064_000_000_000L; // 1980
    private static final long LATEST = 163_000_000_000_000_000L; // 2117

    private final Hive hive;
    private final FreeSpace unused;

    /**
     * The names from below the root to a key.
     *
     * @param whole false when it is not known what stood above the first
     */
    record Names(List<String> names, boolean whole) {
        String path() {
            return (whole ? "" : LOST + "\\") + String.join("\\", names);
        }
    }

    KeyPlaces(Hive hive, FreeSpace unused) {
        this.hive = hive;
        this.unused = unused;
    }

    /** A key at an offset, when it lies in unused space and looks like one. */
    Optional<NamedKey> former(int offset) {
        if (!unused.contains(offset)) {
            return Optional.empty();
        }
        try {
            HiveCells.Cell cell = unused.at(offset);
            NamedKey key = NamedKey.parse(offset, cell);
            return plausible(key) ? Optional.of(key) : Optional.empty();
        } catch (HiveException e) {
            return Optional.empty();
        }
    }

    private static boolean plausible(NamedKey key) {
        boolean dated = key.written() == 0 || key.written() > EARLIEST && key.written() < LATEST;
        boolean named = !key.name().isEmpty()
                && key.name().indexOf('\\') < 0
                && ((key.flags() & NARROW) == 0 || key.name().chars().allMatch(c -> c >= ' '));
        return dated && named && (key.flags() & ~KNOWN_FLAGS) == 0 && (key.parent() & 7) == 0;
    }

    Names names(NamedKey found) {
        LinkedList<String> names = new LinkedList<>();
        NamedKey key = found;
        for (int level = 0; level < DEEPEST; level++) {
            names.addFirst(key.name());
            NamedKey parent = parent(key.parent());
            if (parent == null) {
                return new Names(names, false);
            }
            if (parent.offset() == hive.rootOffset()) {
                return new Names(names, true);
            }
            key = parent;
        }
        return new Names(List.of(found.name()), false); // in a circle
    }

    private @Nullable NamedKey parent(int offset) {
        try {
            return NamedKey.parse(offset, hive.cells().at(offset));
        } catch (HiveException e) {
            return former(offset).orElse(null);
        }
    }
}
