package io.quarry.scheduler.topology;

import io.quarry.model.HuntDecision;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decisions that are repeated when their request comes again: those of the last day, the last 100,000 of them at most. */
final class RecentDecisions {
    private static final Duration KEPT = Duration.ofDays(1);
    private static final int MOST = 100_000;

    private final HuntStore store;
    private final Deque<HuntDecision> byAge;

    RecentDecisions(HuntStore store) {
        this.store = store;
        List<HuntDecision> all = new ArrayList<>();
        store.eachDecision(all::add);
        all.sort(Comparator.comparing(HuntDecision::getDecidedAt));
        this.byAge = new ArrayDeque<>(all);
    }

    @Nullable
    HuntDecision find(String huntId, String requestId) {
        return store.decision(huntId, requestId);
    }

    void add(HuntDecision decision, Instant now) {
        store.remember(decision);
        byAge.addLast(decision);
        while (byAge.size() > MOST || byAge.getFirst().getDecidedAt().plus(KEPT).isBefore(now)) {
            store.forget(byAge.removeFirst());
        }
    }
}
