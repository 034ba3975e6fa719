package io.quarry.agent.collect.schedule;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A unit as systemd would load it: its file, then its drop-ins.
 *
 * @param name what it is called, the instance of a template included
 * @param file that it was found in
 * @param files it and its drop-ins, in their order
 * @param masked it is a link to nowhere or empty: it cannot be started
 * @param assignments of all files
 */
record Unit(
        String name,
        String file,
        List<String> files,
        boolean masked,
        Instant modified,
        List<UnitFile.Assignment> assignments) {

    /** The last value of a setting of which there is one; empty when it was not set or set to nothing. */
    Optional<String> last(String section, String key) {
        List<String> values = all(section, key);
        return values.isEmpty() ? Optional.empty() : Optional.of(values.get(values.size() - 1));
    }

    /** The values of a setting that adds up; an empty one forgets those before it. */
    List<String> all(String section, String key) {
        List<String> values = new ArrayList<>();
        for (UnitFile.Assignment assignment : assignments) {
            if (assignment.section().equals(section) && assignment.key().equals(key)) {
                if (assignment.value().isEmpty()) {
                    values.clear();
                } else {
                    values.add(expanded(assignment.value()));
                }
            }
        }
        return values;
    }

    boolean flag(String section, String key) {
        return last(section, key)
                .filter(value ->
                        List.of("1", "yes", "y", "true", "t", "on").contains(value.toLowerCase(java.util.Locale.ROOT)))
                .isPresent();
    }

    /** Name without its suffix and instance. */
    String prefix() {
        int at = name.indexOf('@');
        return at >= 0 ? name.substring(0, at) : bare();
    }

    /** Name without its suffix. */
    String bare() {
        int dot = name.lastIndexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }

    /** A template cannot be started; its instances can. */
    boolean template() {
        return bare().endsWith("@");
    }

    /** Replaces the specifiers that mean the unit's own name. */
    String expanded(String value) {
        if (value.indexOf('%') < 0) {
            return value;
        }
        String bare = bare();
        int at = bare.indexOf('@');
        String instance = at < 0 ? "" : bare.substring(at + 1);
        StringBuilder text = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            char kind = c == '%' && i + 1 < value.length() ? value.charAt(i + 1) : '\0';
            String meant =
                    switch (kind) {
                        case 'i', 'I' -> instance;
                        case 'n' -> name;
                        case 'N' -> bare;
                        case 'p', 'P' -> prefix();
                        case '%' -> "%";
                        default -> null;
                    };
            text.append(meant == null ? String.valueOf(c) : meant);
            i += meant == null ? 0 : 1;
        }
        return text.toString();
    }
}
