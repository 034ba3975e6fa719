package io.quarry.agent.collect.registry;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A path of keys, segments separated by backslashes, each a name or a regular expression (RE2: linear time) that matches whole
 * names in any case. No segment at all is the root.
 */
record KeyPath(List<Segment> segments) {
    private static final String SPECIAL = ".^$*+?()[]|";
    private static final Pattern REPETITION = Pattern.compile(".*\\{[0-9]+(,[0-9]*)?\\}.*", Pattern.DOTALL);
    private static final Set<String> EVERYTHING = Set.of(".*", ".+");

    /**
     * A part of it.
     *
     * @param name as it was given; a key of exactly this name matches too, so that {@code {GUID}}, {@code C++} and
     *     {@code .txt} need no escapes
     * @param pattern null when it is a plain name, or no valid expression and therefore taken as one
     */
    record Segment(String name, @Nullable Pattern pattern) {
        static Segment of(String text) {
            return new Segment(text, isPlain(text) ? null : compile(text));
        }

        boolean matches(String key) {
            return key.equalsIgnoreCase(name) || pattern != null && pattern.matches(key);
        }

        private static boolean isPlain(String text) {
            return text.chars().noneMatch(c -> SPECIAL.indexOf(c) >= 0) && !REPETITION.matches(text);
        }

        private static @Nullable Pattern compile(String text) {
            try {
                return Pattern.compile(text, Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
            } catch (PatternSyntaxException e) {
                return null;
            }
        }
    }

    static KeyPath parse(String path) {
        List<Segment> segments = new ArrayList<>();
        for (String segment : path.split("\\\\", -1)) {
            if (!segment.isEmpty()) {
                segments.add(Segment.of(segment));
            }
        }
        return new KeyPath(List.copyOf(segments));
    }

    /** Whether it names, with subkeys of any depth, all there is. */
    boolean coversAll() {
        return segments.isEmpty()
                || segments.size() == 1 && EVERYTHING.contains(segments.get(0).name());
    }

    /** The same path with another first segment. */
    KeyPath withFirst(String name) {
        List<Segment> changed = new ArrayList<>(segments);
        changed.set(0, new Segment(name, null));
        return new KeyPath(List.copyOf(changed));
    }

    /** Names compare in any case. */
    static String folded(String name) {
        return name.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }
}
