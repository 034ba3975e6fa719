package io.quarry.scheduler.topology;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What is due when, in memory; rebuilt from the store. Not safe for use by several threads. */
final class Agenda {
    private record Entry(Instant at, String id) {}

    private final TreeSet<Entry> byTime =
            new TreeSet<>(Comparator.comparing(Entry::at).thenComparing(Entry::id));
    private final Map<String, Instant> byId = new HashMap<>();

    /** @param at null: nothing is due any more */
    void set(String id, @Nullable Instant at) {
        Instant before = at == null ? byId.remove(id) : byId.put(id, at);
        if (before != null) {
            byTime.remove(new Entry(before, id));
        }
        if (at != null) {
            byTime.add(new Entry(at, id));
        }
    }

    /** Ids that are due, the earliest first; they stay until they are set anew. */
    List<String> due(Instant now) {
        List<String> due = new ArrayList<>();
        for (Entry entry : byTime) {
            if (entry.at.isAfter(now)) {
                break;
            }
            due.add(entry.id);
        }
        return due;
    }

    Optional<Instant> next() {
        return byTime.isEmpty() ? Optional.empty() : Optional.of(byTime.first().at);
    }

    void clear() {
        byTime.clear();
        byId.clear();
    }
}
