package io.quarry.agent.collect.directory;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The path asked for, as an automaton over the names from the root down: a state is the number of segments that are behind
 * one, a set of states a {@code long}. So one walk finds all that matches, each thing once, in time linear in the names,
 * however many {@code **} there are.
 */
public final class PathPattern {
    /** Segments at most behind the first that holds a wildcard. */
    static final int MOST_SEGMENTS = 62;

    private static final String DEEP = "**";

    private final List<byte[]> prefix;
    private final List<Segment> segments;

    private sealed interface Segment {}

    private record Literal(byte[] name) implements Segment {}

    private record Glob(SegmentGlob glob) implements Segment {}

    private record Deep() implements Segment {}

    /**
     * Where a name leads, apart by how it was chosen.
     *
     * @param literal states reached because the path names it, and no {@code **} came before
     * @param star because a wildcard matches it
     * @param deep because it lies below a {@code **}
     */
    public record Step(long literal, long star, long deep) {
        static final Step NOWHERE = new Step(0, 0, 0);

        /** However chosen. */
        public long all() {
            return literal | star | deep;
        }
    }

    private PathPattern(List<byte[]> prefix, List<Segment> segments) {
        this.prefix = prefix;
        this.segments = segments;
    }

    /**
     * @param path absolute; repeated slashes, {@code .} and a slash at the end mean nothing, {@code ..} takes a segment
     *     back as if no link were there, since none is followed
     * @throws IllegalArgumentException with a text for people when it is not absolute or has too many segments
     */
    public static PathPattern parse(String path) {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("'" + path + "' is not an absolute path of this platform");
        }
        List<String> names = new ArrayList<>();
        for (String name : path.split("/", -1)) {
            if (name.equals("..")) {
                names.subList(Math.max(0, names.size() - 1), names.size()).clear();
            } else if (!name.isEmpty() && !name.equals(".")) {
                names.add(name);
            }
        }
        int first = 0;
        while (first < names.size() && isLiteral(names.get(first))) {
            first++;
        }
        if (names.size() - first > MOST_SEGMENTS) {
            throw new IllegalArgumentException(
                    "more than " + MOST_SEGMENTS + " segments behind the first wildcard of the path");
        }
        return new PathPattern(
                names.subList(0, first).stream().map(PathPattern::bytes).toList(),
                names.subList(first, names.size()).stream()
                        .map(PathPattern::segment)
                        .toList());
    }

    private static boolean isLiteral(String name) {
        return name.indexOf('*') < 0 && name.indexOf('?') < 0;
    }

    private static byte[] bytes(String name) {
        return name.getBytes(StandardCharsets.UTF_8);
    }

    private static Segment segment(String name) {
        if (name.equals(DEEP)) {
            return new Deep();
        }
        return isLiteral(name) ? new Literal(bytes(name)) : new Glob(new SegmentGlob(name));
    }

    /** Names that lead from the root to where wildcards begin, or to the very entry when there are none. */
    List<byte[]> prefix() {
        return prefix;
    }

    /** Behind the prefix. */
    public long start() {
        return closure(0);
    }

    public boolean isMatch(long states) {
        return (states & end()) != 0;
    }

    /** States that need something further down. */
    public long unfinished(long states) {
        return states & ~end();
    }

    /** The one name that can lead on, when there is only one and it is known. */
    byte[] onlyName(long states) {
        if (Long.bitCount(states) == 1 && (states & end()) == 0) {
            Segment segment = segments.get(Long.numberOfTrailingZeros(states));
            if (segment instanceof Literal literal) {
                return literal.name;
            }
        }
        return new byte[0];
    }

    /** Goes on by one name. */
    public Step step(long states, byte[] name) {
        if (unfinished(states) == 0) {
            return Step.NOWHERE;
        }
        long literal = 0;
        long star = 0;
        long deep = 0;
        boolean below = false;
        for (long left = unfinished(states); left != 0; left &= left - 1) {
            int state = Long.numberOfTrailingZeros(left);
            Segment segment = segments.get(state);
            if (segment instanceof Deep) {
                below = true;
                deep |= closure(state);
            } else if (segment instanceof Literal named && Arrays.equals(named.name, name)) {
                literal |= closure(state + 1);
            } else if (segment instanceof Glob wild && wild.glob.matches(name)) {
                star |= closure(state + 1);
            }
        }
        return below ? new Step(0, star | literal, deep) : new Step(literal, star, deep);
    }

    private long end() {
        return 1L << segments.size();
    }

    /** A state with those that follow without a name: {@code **} may stand for no folder. */
    private long closure(int state) {
        long states = 1L << state;
        for (int at = state; at < segments.size() && segments.get(at) instanceof Deep; at++) {
            states |= 1L << at + 1;
        }
        return states;
    }
}
