package io.quarry.agent.collect.registry;

import io.quarry.agent.collect.StoppedException;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.util.ArrayList;
import java.util.LinkedList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Gives the deleted keys that unused space still holds, and deleted values of which nothing else is left. A key's path comes
 * from the offset of its parent: when that cell has been used for another key since, the path is that one's.
 */
final class DeletedKeys {
    private static final int DEEPEST = 512;
    private static final int KNOWN_FLAGS = 0x3fff;
    private static final int NARROW = 0x20;
    private static final long EARLIEST = 119_600_064_000_000_000L; // 1980
    private static final long LATEST = 163_000_000_000_000_000L; // 2117
    private static final String LOST = "?";

    private final Hive hive;
    private final FreeSpace unused;
    private final DeletedValues values;
    private final KeyDetails details;
    private final HiveRows rows;

    /**
     * The names from below the root to a key.
     *
     * @param whole false when it is not known what stood above the first
     */
    private record Names(List<String> names, boolean whole) {
        String path() {
            return (whole ? "" : LOST + "\\") + String.join("\\", names);
        }
    }

    DeletedKeys(Hive hive, FreeSpace unused, DeletedValues values, KeyDetails details, HiveRows rows) {
        this.hive = hive;
        this.unused = unused;
        this.values = values;
        this.details = details;
        this.rows = rows;
    }

    /** @param all whether the search covers the whole hive: then what has lost its place is given too */
    void rows(KeySearch search, boolean all) throws StoppedException {
        KeyMatch everything =
                KeyMatch.of(List.of(new KeySearch.Progress(Selection.of(KeyPath.parse(""), -1), 0, 0)), 0);
        unused.candidates(NamedKey.SIGNATURE, offset -> {
            Optional<NamedKey> key = former(offset);
            if (key.isPresent()) {
                Names names = names(key.get());
                KeyMatch match = names.whole ? search.match(names.names) : everything;
                if (!match.isEmpty() && (names.whole || all)) {
                    give(key.get(), names, match);
                }
            }
        });
        if (all) {
            unused.candidates(KeyValue.SIGNATURE, offset -> orphan(offset, everything));
        }
    }

    private void give(NamedKey key, Names names, KeyMatch match) throws StoppedException {
        List<Problem> problems = new ArrayList<>();
        if (!names.whole) {
            problems.add(new Problem("key_path", ProblemReason.NOT_AVAILABLE, "the keys above it were overwritten"));
        }
        HiveRows.RowStart start = new HiveRows.RowStart(
                key, names.path(), details.formerSecurity(key), className(key), problems, match, true);
        int found = values.of(key, rows, start);
        if (found == 0) {
            String why =
                    key.values() == 0 ? "the key has no values" : "its " + key.values() + " values were overwritten";
            rows.without(start, new Problem("value_name", ProblemReason.NOT_AVAILABLE, why));
        }
    }

    /** A value whose key is not known: its place stands for the path. */
    private void orphan(int offset, KeyMatch everything) throws StoppedException {
        Optional<KeyValue> value = values.wasGiven(offset) ? Optional.empty() : values.at(offset);
        if (value.isPresent() && likely(value.get())) {
            NamedKey nobody = new NamedKey(offset, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, "");
            rows.orphan(
                    nobody,
                    LOST + "\\cell at byte " + HiveCells.position(offset),
                    value.get(),
                    values.data(),
                    everything);
        }
    }

    /** Two bytes alone, vk, are no proof: nothing points here. */
    private static boolean likely(KeyValue value) {
        return RegistryValue.isNamed(value.type()) && (!value.name().isEmpty() || value.size() > 0);
    }

    private @Nullable String className(NamedKey key) {
        try {
            if (key.classLength() == 0) {
                return null;
            }
            byte[] bytes = unused.at(key.className()).bytes(0, key.classLength());
            return HiveText.utf16(bytes, 0, bytes.length);
        } catch (HiveException e) {
            return null;
        }
    }

    /** A key at an offset, when it lies in unused space and looks like one. */
    private Optional<NamedKey> former(int offset) {
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

    private Names names(NamedKey deleted) {
        LinkedList<String> names = new LinkedList<>();
        NamedKey key = deleted;
        for (int level = 0; level < DEEPEST; level++) {
            names.addFirst(key.name());
            NamedKey parent = parent(key.parent());
            if (parent == null) {
                return new Names(names, false);
            }
            if (parent.offset() == hive.header().root()) {
                return new Names(names, true);
            }
            key = parent;
        }
        return new Names(List.of(deleted.name()), false); // in a circle
    }

    private @Nullable NamedKey parent(int offset) {
        try {
            return NamedKey.parse(offset, hive.cells().at(offset));
        } catch (HiveException e) {
            return former(offset).orElse(null);
        }
    }
}
