package io.quarry.scheduler.plan;

import com.google.re2j.Pattern;

/**
 * A name in which {@code *} stands for any text and {@code ?} for any character; case does not matter. Linear in the
 * name's length whatever the pattern: both come from outside.
 */
record NamePattern(Pattern pattern) {
    static NamePattern of(String text) {
        StringBuilder expression = new StringBuilder();
        text.codePoints()
                .mapToObj(Character::toString)
                .map(c -> c.equals("*") ? ".*" : c.equals("?") ? "." : Pattern.quote(c))
                .forEach(expression::append);
        return new NamePattern(Pattern.compile(expression.toString(), Pattern.CASE_INSENSITIVE | Pattern.DOTALL));
    }

    boolean matches(String name) {
        return pattern.matches(name);
    }
}
