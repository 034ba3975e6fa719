package io.quarry.schemas;

import io.quarry.model.Violation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects everything that is wrong, instead of stopping at the first. */
public final class Violations {
    private static final int SHOWN = 200;

    private final List<Violation> list = new ArrayList<>();

    public void add(String field, @Nullable Object value, String message) {
        list.add(new Violation(field, value == null ? null : shown(value.toString()), message));
    }

    public List<Violation> list() {
        return List.copyOf(list);
    }

    public boolean isEmpty() {
        return list.isEmpty();
    }

    private static String shown(String value) {
        String printable = Printable.escape(value);
        return printable.length() <= SHOWN ? printable : printable.substring(0, SHOWN) + "...";
    }
}
