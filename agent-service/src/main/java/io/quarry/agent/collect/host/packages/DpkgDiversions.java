package io.quarry.agent.collect.host.packages;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code /var/lib/dpkg/diversions}, see dpkg-divert(1): three lines each, a path, where it was moved to, and the package
 * whose own file of that path stays, {@code :} for none. Package names here have no architecture.
 */
final class DpkgDiversions {
    private static final int MOST = 100_000;

    private final List<String> lines = new ArrayList<>(3);
    private final Map<String, Diversion> from = new HashMap<>();
    private final Map<String, Diversion> to = new HashMap<>();

    /** @param by the package that diverts: {@code :} for the administrator */
    record Diversion(String from, String to, String by) {}

    void line(String line) {
        lines.add(line);
        if (lines.size() == 3) {
            Diversion diversion = new Diversion(lines.get(0), lines.get(1), lines.get(2));
            if (from.size() < MOST) {
                from.put(diversion.from, diversion);
                to.put(diversion.to, diversion);
            }
            lines.clear();
        }
    }

    /** The diversion that moves a path of other packages away. */
    Optional<Diversion> from(String path) {
        return Optional.ofNullable(from.get(path));
    }

    /** The diversion that moved something to a path. */
    Optional<Diversion> to(String path) {
        return Optional.ofNullable(to.get(path));
    }
}
