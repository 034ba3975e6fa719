package io.quarry.agent.collect.registry;

import java.util.Locale;
import java.util.Optional;

/** The roots of the live registry. */
enum LiveRoot {
    HKCR("HKEY_CLASSES_ROOT"),
    HKCU("HKEY_CURRENT_USER"),
    HKLM("HKEY_LOCAL_MACHINE"),
    HKU("HKEY_USERS"),
    HKCC("HKEY_CURRENT_CONFIG");

    private final String longName;

    LiveRoot(String longName) {
        this.longName = longName;
    }

    /** The root that a path begins with, by its short or long name in any case. */
    static Optional<LiveRoot> of(String path) {
        int end = path.indexOf('\\');
        String first = (end < 0 ? path : path.substring(0, end)).toUpperCase(Locale.ROOT);
        for (LiveRoot root : values()) {
            if (first.equals(root.name()) || first.equals(root.longName)) {
                return Optional.of(root);
            }
        }
        return Optional.empty();
    }
}
