package io.quarry.agent.task;

import io.quarry.model.Problem;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Counts problems and keeps the first of them, so that an event has a bounded size. */
final class Problems {
    static final int KEPT = 100;
    static final int MAX_TEXT = 500;

    private final List<Problem> first = new ArrayList<>();
    private long count;
    private long notes;

    synchronized void add(Problem problem) {
        keep(problem);
    }

    /** What is reported, and is nothing that is missing. */
    synchronized void note(Problem note) {
        notes++;
        keep(note);
    }

    private void keep(Problem problem) {
        count++;
        if (first.size() < KEPT) {
            first.add(new Problem(shortened(problem.getItem()), problem.getReason(), shortened(problem.getDetail())));
        }
    }

    /** All of them, notes included. */
    synchronized long count() {
        return count;
    }

    /** Those that make an answer partial. */
    synchronized long missing() {
        return count - notes;
    }

    synchronized List<Problem> first() {
        return List.copyOf(first);
    }

    private static @Nullable String shortened(@Nullable String text) {
        return text == null || text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "...";
    }
}
