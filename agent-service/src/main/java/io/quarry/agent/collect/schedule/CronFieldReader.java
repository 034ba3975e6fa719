package io.quarry.agent.collect.schedule;

import io.quarry.agent.collect.host.MalformedTextException;
import java.util.List;
import java.util.Locale;

/** Reads the fields of a line of a crontab as the cron of a dialect does, its oddities included. */
final class CronFieldReader {
    static final List<String> NO_NAMES = List.of();
    static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    static final List<String> WEEKDAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat", "sun");

    private static final int MOST_DIGITS = 9;

    private final String line;
    private final CronDialect dialect;
    private int at;
    private boolean random;

    CronFieldReader(String line, int from, CronDialect dialect) {
        this.line = line;
        this.at = from;
        this.dialect = dialect;
        skipBlanks();
    }

    int position() {
        return at;
    }

    boolean atStar() {
        return peek() == '*';
    }

    /** A {@code ~} was in one of the fields. */
    boolean metRandom() {
        return random;
    }

    /** The blank-separated word here; moves behind it and the blanks after it. */
    String word() {
        int start = at;
        while (at < line.length() && !blank(line.charAt(at))) {
            at++;
        }
        String word = line.substring(start, at);
        skipBlanks();
        return word;
    }

    /** Reads ranges with commas between them; moves behind the blanks that follow. */
    long list(int low, int high, List<String> names) throws MalformedTextException {
        long mask = range(low, high, names);
        while (peek() == ',') {
            at++;
            mask |= range(low, high, names);
        }
        if (dialect == CronDialect.CRONIE && at < line.length() && !blank(line.charAt(at))) {
            throw new MalformedTextException("a blank or a comma", at);
        }
        word(); // Debian's cron passes over anything up to the next blank
        return mask;
    }

    private long range(int low, int high, List<String> names) throws MalformedTextException {
        int start = at;
        int first = low;
        int last = high;
        if (peek() == '*') {
            at++;
        } else if (dialect == CronDialect.CRONIE && peek() == '~') {
            return random(low, low, high, names);
        } else {
            first = number(low, names);
            last = first;
            if (dialect == CronDialect.CRONIE && peek() == '~') {
                return random(low, first, high, names);
            }
            if (peek() == '/') {
                throw new MalformedTextException("a range before the step", at);
            }
            if (peek() == '-') {
                at++;
                last = number(low, names);
                if (dialect == CronDialect.CRONIE && first > last && last == 0) {
                    last = WEEKDAYS.size() - 1; // fri-sun
                }
            }
        }
        int step = step();
        if (first < low || first > high || last < low || last > high) {
            throw new MalformedTextException("a number from " + low + " to " + high, start);
        }
        return mask(first, last, step);
    }

    private int step() throws MalformedTextException {
        if (peek() != '/') {
            return 1;
        }
        at++;
        int start = at;
        int step = number(0, NO_NAMES);
        if (step <= 0) {
            throw new MalformedTextException("a step of at least 1", start);
        }
        return step;
    }

    /** One of a range, chosen by cronie when it read the file; all of them may be the one. */
    private long random(int low, int first, int high, List<String> names) throws MalformedTextException {
        int start = at;
        at++;
        boolean open = at == line.length() || blank(line.charAt(at)) || peek() == ',';
        int last = open ? high : number(low, names);
        if (first < low || last > high || first > last) {
            throw new MalformedTextException("a range from " + low + " to " + high, start);
        }
        random = true;
        return mask(first, last, 1);
    }

    private static long mask(int first, int last, int step) {
        long mask = 0;
        for (int i = first; i <= last && i >= 0; i += step) {
            mask |= 1L << i;
        }
        return mask;
    }

    private int number(int low, List<String> names) throws MalformedTextException {
        int start = at;
        while (at < line.length() && alphanumeric(line.charAt(at))) {
            at++;
        }
        String text = line.substring(start, at).toLowerCase(Locale.ROOT);
        int name = names.indexOf(text);
        if (name >= 0) {
            return name + low;
        }
        boolean digits = !text.isEmpty() && text.chars().allMatch(c -> c <= '9');
        if (!digits || text.length() > MOST_DIGITS) {
            throw new MalformedTextException("a number", start);
        }
        return Integer.parseInt(text);
    }

    private void skipBlanks() {
        while (at < line.length() && blank(line.charAt(at))) {
            at++;
        }
    }

    private char peek() {
        return at < line.length() ? line.charAt(at) : '\0';
    }

    private static boolean blank(char c) {
        return c == ' ' || c == '\t';
    }

    private static boolean alphanumeric(char c) {
        return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }
}
