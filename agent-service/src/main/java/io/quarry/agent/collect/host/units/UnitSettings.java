package io.quarry.agent.collect.host.units;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a unit file and its drop-ins say together: of two values the later counts, an empty one empties a list. */
public final class UnitSettings {
    private static final List<String> TRUE = List.of("1", "yes", "y", "true", "t", "on");

    private final List<UnitText.Assignment> assignments = new ArrayList<>();

    public void add(UnitText text) {
        assignments.addAll(text.assignments());
    }

    /** All assignments of one of these keys, since it was last emptied, in order. */
    public List<String> list(String section, String... keys) {
        List<String> values = new ArrayList<>();
        for (UnitText.Assignment assignment : assignments) {
            if (assignment.section().equals(section) && List.of(keys).contains(assignment.key())) {
                if (assignment.value().isEmpty()) {
                    values.clear();
                } else {
                    values.add(assignment.value());
                }
            }
        }
        return values;
    }

    /** Assignments with their keys, in the order that they have in the file, emptied by key. */
    public List<UnitText.Assignment> all(String section, List<String> keys) {
        List<UnitText.Assignment> found = new ArrayList<>();
        for (UnitText.Assignment assignment : assignments) {
            if (assignment.section().equals(section) && keys.contains(assignment.key())) {
                if (assignment.value().isEmpty()) {
                    found.removeIf(other -> other.key().equals(assignment.key()));
                } else {
                    found.add(assignment);
                }
            }
        }
        return found;
    }

    /** All that a section says, in order. */
    public List<UnitText.Assignment> assignments(String section) {
        return assignments.stream()
                .filter(assignment -> assignment.section().equals(section))
                .toList();
    }

    /** Words of all assignments: names of units and the like. */
    public List<String> words(String section, String... keys) {
        List<String> words = new ArrayList<>();
        for (String value : list(section, keys)) {
            words.addAll(Words.split(value));
        }
        return words;
    }

    /** The value that counts; empty when there is none or it is empty. */
    public Optional<String> last(String section, String key) {
        String value = "";
        for (UnitText.Assignment assignment : assignments) {
            if (assignment.section().equals(section) && assignment.key().equals(key)) {
                value = assignment.value();
            }
        }
        return value.isEmpty() ? Optional.empty() : Optional.of(value);
    }

    public boolean flag(String section, String key) {
        return last(section, key)
                .map(value -> TRUE.contains(value.toLowerCase(java.util.Locale.ROOT)))
                .orElse(false);
    }

    public boolean isEmpty() {
        return assignments.isEmpty();
    }
}
