package io.quarry.agent.collect.registry;

import io.quarry.agent.collect.StoppedException;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Gives the deleted keys that unused space still holds, and deleted values of which nothing else is left. A key's path comes
 * from the offset of its parent: when that cell has been used for another key since, the path is that one's.
 */
final class DeletedKeys {

    private final FreeSpace unused;
    private final KeyPlaces places;
    private final DeletedValues values;
    private final KeyDetails details;
    private final HiveRows rows;

    DeletedKeys(FreeSpace unused, KeyPlaces places, DeletedValues values, KeyDetails details, HiveRows rows) {
        this.unused = unused;
        this.places = places;
        this.values = values;
        this.details = details;
        this.rows = rows;
    }

    /** @param all whether the search covers the whole hive: then what has lost its place is given too */
    void rows(KeySearch search, boolean all) throws StoppedException {
        KeyMatch everything = KeyMatch.everything();
        unused.candidates(NamedKey.SIGNATURE, offset -> {
            Optional<NamedKey> key = places.former(offset);
            if (key.isPresent()) {
                KeyPlaces.Names names = places.names(key.get());
                KeyMatch match = names.whole() ? search.match(names.names()) : everything;
                if (!match.isEmpty() && (names.whole() || all)) {
                    give(key.get(), names, match);
                }
            }
        });
        if (all) {
            unused.candidates(KeyValue.SIGNATURE, offset -> orphan(offset, everything));
        }
    }

    private void give(NamedKey key, KeyPlaces.Names names, KeyMatch match) throws StoppedException {
        List<Problem> problems = new ArrayList<>();
        if (!names.whole()) {
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
                    KeyPlaces.LOST + "\\cell at byte " + HiveCells.position(offset),
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
}
