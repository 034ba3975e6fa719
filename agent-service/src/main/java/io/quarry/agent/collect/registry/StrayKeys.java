package io.quarry.agent.collect.registry;

import io.quarry.agent.collect.StoppedException;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;

/**
 * Keys in use that no list leads to, because a list or a key above them is damaged. Their own cells still say whose they are. To be
 * looked for only in a hive that is damaged, after its tree was walked.
 */
final class StrayKeys {
    private static final Problem STRAY = new Problem(
            "key_path",
            ProblemReason.MALFORMED,
            "no list of subkeys leads here: placed by the parent that the key names");

    private final Hive hive;
    private final FreeSpace space;
    private final KeyPlaces places;
    private final HiveRows rows;

    StrayKeys(Hive hive, FreeSpace space, KeyPlaces places, HiveRows rows) {
        this.hive = hive;
        this.space = space;
        this.places = places;
        this.rows = rows;
    }

    /** @param all whether the search covers the whole hive: then keys whose place is not known are given too */
    void rows(KeySearch search, boolean all) throws StoppedException {
        KeyMatch everything = KeyMatch.everything();
        space.keysInUse(offset -> {
            NamedKey key = hive.entered(offset) ? null : hive.keyOrNull(offset);
            if (key != null && !key.isRoot()) {
                KeyPlaces.Names names = places.names(key);
                KeyMatch match = names.whole() ? search.match(names.names()) : all ? everything : KeyMatch.NONE;
                if (!match.isEmpty()) {
                    rows.stray(key, names.path(), match, STRAY);
                }
            }
        });
    }
}
