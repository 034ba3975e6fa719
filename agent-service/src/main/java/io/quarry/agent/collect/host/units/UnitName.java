package io.quarry.agent.collect.host.units;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/**
 * A name that systemd.unit(5) allows: {@code prefix.type}, {@code prefix@.type} or {@code prefix@instance.type}.
 *
 * @param text the whole
 * @param prefix up to the first @, or to the type
 * @param instance null when there is no @, empty for a template
 * @param type after the last dot
 */
public record UnitName(String text, String prefix, @Nullable String instance, String type) {
    private static final int LONGEST = 255;
    private static final String SIGNS = ":-_.\\";
    private static final List<String> TYPES = List.of(
            "service", "socket", "target", "device", "mount", "automount", "swap", "timer", "path", "slice", "scope");

    /** Empty when it is no such name: systemd takes no notice of a file that is called so. */
    public static Optional<UnitName> parse(String text) {
        int dot = text.lastIndexOf('.');
        if (dot <= 0 || text.length() > LONGEST || !TYPES.contains(text.substring(dot + 1))) {
            return Optional.empty();
        }
        int at = text.indexOf('@');
        if (at > dot) {
            at = -1;
        }
        String prefix = text.substring(0, at < 0 ? dot : at);
        String instance = at < 0 ? null : text.substring(at + 1, dot);
        boolean valid = !prefix.isEmpty() && consistsOf(prefix, SIGNS) && consistsOf(instance, SIGNS + "@");
        return valid ? Optional.of(new UnitName(text, prefix, instance, text.substring(dot + 1))) : Optional.empty();
    }

    private static boolean consistsOf(@Nullable String text, String signs) {
        if (text == null) {
            return true;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean plain = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!plain && signs.indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    public boolean isService() {
        return type.equals("service");
    }

    public boolean isTemplate() {
        return instance != null && instance.isEmpty();
    }

    public boolean isInstance() {
        return instance != null && !instance.isEmpty();
    }

    /** The template that an instance is made from. */
    public String template() {
        return prefix + "@." + type;
    }

    /** Another with the instance of this. */
    public String with(String other) {
        return instance == null ? other : other.replaceFirst("@\\.", Matcher.quoteReplacement("@" + instance + "."));
    }

    /**
     * Names whose {@code .d} folders hold drop-ins for this, the most specific first: itself, its template, and what is left
     * when the parts behind its dashes are cut off. Those for all units of the type are no part of it.
     */
    public Set<String> dropInNames() {
        Set<String> names = new LinkedHashSet<>();
        addDropIns(names, prefix, instance);
        return names;
    }

    private void addDropIns(Set<String> names, String start, @Nullable String of) {
        if (!names.add(of == null ? start + "." + type : start + "@" + of + "." + type)) {
            return;
        }
        if (of != null && !of.isEmpty()) {
            addDropIns(names, start, "");
        }
        int end = start.endsWith("-") ? start.length() - 1 : start.length();
        int dash = start.lastIndexOf('-', end - 1);
        if (dash > 0) { // of a template the instance is no part of what is left
            addDropIns(names, start.substring(0, dash + 1), of == null || of.isEmpty() ? null : of);
        }
    }
}
