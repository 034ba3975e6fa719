package io.quarry.scheduler.plan;

import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Versions of agents: one, or all on one side of it. Numbers between dots are compared as numbers and what is missing
 * counts as 0; text after a hyphen, as in 1.2.0-SNAPSHOT, is not compared.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record VersionPattern(IntPredicate accepts, int[] numbers) {
    private static final Pattern FORM = Pattern.compile("(<=|>=|<|>|=?)\\s*v?(\\d{1,6}(?:\\.\\d{1,6}){0,3})(?:-.*)?");

    static VersionPattern of(String text) {
        return find(text).orElseThrow(() -> new IllegalArgumentException("no version: " + text));
    }

    static Optional<VersionPattern> find(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        IntPredicate accepts =
                switch (matcher.group(1)) {
                    case "<" -> order -> order < 0;
                    case "<=" -> order -> order <= 0;
                    case ">" -> order -> order > 0;
                    case ">=" -> order -> order >= 0;
                    default -> order -> order == 0;
                };
        return Optional.of(new VersionPattern(accepts, numbers(matcher.group(2))));
    }

    /** @param version what is no version is never accepted */
    boolean matches(String version) {
        Matcher matcher = FORM.matcher(version.strip());
        return matcher.matches() && accepts.test(compare(numbers(matcher.group(2)), numbers));
    }

    private static int compare(int[] one, int[] other) {
        for (int i = 0; i < Math.max(one.length, other.length); i++) {
            int order = Integer.compare(i < one.length ? one[i] : 0, i < other.length ? other[i] : 0);
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private static int[] numbers(String dotted) {
        return Pattern.compile("\\.")
                .splitAsStream(dotted)
                .mapToInt(Integer::parseInt)
                .toArray();
    }
}
