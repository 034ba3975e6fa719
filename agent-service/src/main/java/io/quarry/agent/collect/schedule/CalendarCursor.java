package io.quarry.agent.collect.schedule;

import io.quarry.agent.collect.host.MalformedTextException;
import io.quarry.agent.collect.schedule.CalendarEvent.Range;
import java.util.ArrayList;
import java.util.List;

/** A place in the text of a calendar event, and the numbers that are read from there. */
final class CalendarCursor {
    private static final int MICROS = 1_000_000;
    private static final int MOST_RANGES = 240;
    private static final int MOST_DIGITS = 9;

    private final String text;
    private int at;
    private int ranges;

    CalendarCursor(String text) {
        this.text = text;
    }

    int position() {
        return at;
    }

    void moveTo(int position) {
        at = position;
    }

    boolean atEnd() {
        return at >= text.length();
    }

    /** The character here, NUL at the end. */
    char peek() {
        return at < text.length() ? text.charAt(at) : '\0';
    }

    /** Moves behind the character here; not to be asked at the end. */
    char next() {
        return text.charAt(at++);
    }

    /** Whether these characters are here; if so, moves behind them. */
    boolean take(String wanted) {
        boolean here = text.startsWith(wanted, at);
        at += here ? wanted.length() : 0;
        return here;
    }

    void expect(char wanted) throws MalformedTextException {
        if (peek() != wanted) {
            throw new MalformedTextException("'" + wanted + "'", at);
        }
        at++;
    }

    void skipBlanks() {
        while (peek() == ' ') {
            at++;
        }
    }

    /** Ranges with commas between them; none for an asterisk. */
    List<Range> chain(boolean micros) throws MalformedTextException {
        if (peek() == '*') {
            at++;
            return micros ? List.of(new Range(0, -1, MICROS)) : List.of();
        }
        List<Range> chain = new ArrayList<>();
        chain.add(range(micros));
        while (peek() == ',') {
            at++;
            chain.add(range(micros));
        }
        return chain;
    }

    private Range range(boolean micros) throws MalformedTextException {
        if (++ranges > MOST_RANGES) {
            throw new MalformedTextException("fewer ranges", at);
        }
        int start = number(micros);
        int stop = -1;
        int step = 0;
        if (text.startsWith("..", at)) {
            at += 2;
            stop = number(micros);
            step = micros ? MICROS : 1;
        }
        if (peek() == '/') {
            at++;
            step = number(micros);
            if (step == 0) {
                throw new MalformedTextException("a step", at);
            }
        } else if (micros && stop >= 0 && stop - start < MICROS) {
            throw new MalformedTextException("a range of at least a second", at);
        }
        if (stop >= 0 && step > 0 && stop >= start) {
            stop -= (stop - start) % step;
        }
        return stop == start ? new Range(start, -1, 0) : new Range(start, stop, step); // no step fits: it is one value
    }

    /** A number; of seconds with their fraction, as microseconds. */
    private int number(boolean micros) throws MalformedTextException {
        int start = at;
        long value = 0;
        while (digit()) {
            value = value * 10 + text.charAt(at++) - '0';
            if (at - start > MOST_DIGITS) {
                throw new MalformedTextException("a small number", start);
            }
        }
        if (at == start) {
            throw new MalformedTextException("a number", start);
        }
        if (micros) {
            value = value * MICROS + fraction();
        }
        if (value > Integer.MAX_VALUE) {
            throw new MalformedTextException("a small number", start);
        }
        return (int) value;
    }

    private int fraction() {
        if (peek() != '.' || text.startsWith("..", at)) {
            return 0;
        }
        at++;
        int value = 0;
        for (int unit = MICROS / 10; unit > 0; unit /= 10) {
            value += digit() ? (text.charAt(at++) - '0') * unit : 0;
        }
        if (digit() && text.charAt(at) >= '5') {
            value++;
        }
        while (digit()) {
            at++;
        }
        return value;
    }

    private boolean digit() {
        return peek() >= '0' && peek() <= '9';
    }
}
