package io.quarry.agent.collect.dns;

import java.util.ArrayList;
import java.util.List;

/** Records that a parser gave. */
final class Records implements CachedRecord.Taker {
    private final List<CachedRecord> all = new ArrayList<>();

    @Override
    public void take(CachedRecord cached) {
        all.add(cached);
    }

    List<CachedRecord> all() {
        return all;
    }

    /** Name, type, and data or status. */
    List<String> texts() {
        return all.stream()
                .map(row -> row.name() + " " + row.type() + " " + (row.data() == null ? row.status() : row.data()))
                .toList();
    }
}
