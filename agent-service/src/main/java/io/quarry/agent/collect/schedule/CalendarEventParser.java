package io.quarry.agent.collect.schedule;

import io.quarry.agent.collect.host.MalformedTextException;
import io.quarry.agent.collect.schedule.CalendarEvent.Range;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads what {@code OnCalendar=} holds, see systemd.time(7). */
final class CalendarEventParser {
    private static final List<String> WEEKDAYS =
            List.of("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday");
    private static final int SHORT_NAME = 3;
    private static final int MICROS = 1_000_000;
    private static final int MOST_RANGES = 240;
    private static final int MOST_DIGITS = 9;
    private static final long LAST_SECOND = 7_258_118_399L; // end of 2199

    private final String text;
    private int at;
    private int ranges;

    private CalendarEventParser(String text) {
        this.text = text;
    }

    /** @throws MalformedTextException where systemd refuses it */
    static CalendarEvent parse(String event) throws MalformedTextException {
        String text = event.strip();
        ZoneId zone = null;
        int blank = text.lastIndexOf(' ');
        if (blank > 0) {
            zone = zone(text.substring(blank + 1));
            text = zone == null ? text : text.substring(0, blank).stripTrailing();
        }
        String full = shorthand(text.toLowerCase(Locale.ROOT));
        CalendarEvent parsed = new CalendarEventParser(full == null ? text : full).event(zone);
        if (text.isEmpty() || !parsed.valid()) {
            throw new MalformedTextException("a calendar event", 0);
        }
        return parsed;
    }

    private static @Nullable ZoneId zone(String name) {
        if (name.equalsIgnoreCase("UTC")) {
            return ZoneOffset.UTC;
        }
        return ZoneId.getAvailableZoneIds().contains(name) ? ZoneId.of(name) : null;
    }

    private static @Nullable String shorthand(String name) {
        return switch (name) {
            case "minutely" -> "*-*-* *:*:00";
            case "hourly" -> "*-*-* *:00:00";
            case "daily" -> "*-*-* 00:00:00";
            case "monthly" -> "*-*-01 00:00:00";
            case "annually", "yearly", "anually" -> "*-01-01 00:00:00";
            case "weekly" -> "Mon *-*-* 00:00:00";
            case "quarterly" -> "*-01,04,07,10-01 00:00:00";
            case "biannually", "bi-annually", "semiannually", "semi-annually" -> "*-01,07-01 00:00:00";
            default -> null;
        };
    }

    private CalendarEvent event(@Nullable ZoneId zone) throws MalformedTextException {
        if (peek() == '@') {
            return seconds();
        }
        int weekdays = weekdays();
        Date date = date();
        List<Range> hours = Range.of(0);
        List<Range> minutes = Range.of(0);
        List<Range> micros = Range.of(0);
        if (at < text.length()) {
            hours = chain(false);
            expect(':');
            minutes = chain(false);
            if (peek() == ':') {
                at++;
                micros = chain(true);
            }
        }
        if (at < text.length()) {
            throw new MalformedTextException("the end", at);
        }
        return new CalendarEvent(
                weekdays, date.years, date.months, date.days, date.backwards, hours, minutes, micros, zone);
    }

    private record Date(List<Range> years, List<Range> months, List<Range> days, boolean backwards) {
        private static final Date ANY = new Date(List.of(), List.of(), List.of(), false);
    }

    /** Days of the week, if it starts with them; moves behind the blanks that follow. */
    private int weekdays() throws MalformedTextException {
        int mask = 0;
        int first = -1;
        while (Character.isLetter(peek())) {
            int day = weekday();
            mask |= first < 0 ? 1 << day : span(first, day);
            first = -1;
            if (text.startsWith("..", at)) {
                at += 2;
                first = day;
            } else if (peek() == '-') {
                at++;
                first = day;
            } else if (peek() == ',') {
                at++;
            } else if (at < text.length() && peek() != ' ') {
                throw new MalformedTextException("a blank", at);
            }
        }
        if (first >= 0) {
            throw new MalformedTextException("a day of the week", at);
        }
        skipBlanks();
        return mask == 0 ? CalendarEvent.EVERY_DAY : mask;
    }

    private int span(int first, int last) throws MalformedTextException {
        if (first > last) {
            throw new MalformedTextException("a later day of the week", at);
        }
        return (1 << last + 1) - (1 << first);
    }

    private int weekday() throws MalformedTextException {
        int end = at;
        while (end < text.length() && Character.isLetter(text.charAt(end))) {
            end++;
        }
        String name = text.substring(at, end).toLowerCase(Locale.ROOT);
        for (int i = 0; i < WEEKDAYS.size(); i++) {
            if (name.equals(WEEKDAYS.get(i)) || name.equals(WEEKDAYS.get(i).substring(0, SHORT_NAME))) {
                at = end;
                return i;
            }
        }
        throw new MalformedTextException("a day of the week", at);
    }

    /** Year, month and day, or month and day, if it goes on with them; moves behind the blanks that follow. */
    private Date date() throws MalformedTextException {
        int start = at;
        if (at == text.length()) {
            return Date.ANY;
        }
        List<Range> first = chain(false);
        if (peek() != '-' && peek() != '~') {
            at = start; // a time
            return Date.ANY;
        }
        boolean backwards = text.charAt(at++) == '~';
        List<Range> second = chain(false);
        Date date;
        if (!backwards && (peek() == '-' || peek() == '~')) {
            backwards = text.charAt(at++) == '~';
            date = new Date(fullYears(first), second, chain(false), backwards);
        } else {
            date = new Date(List.of(), first, second, backwards);
        }
        if (at < text.length() && peek() != ' ') {
            throw new MalformedTextException("a blank", at);
        }
        skipBlanks();
        return date;
    }

    private static List<Range> fullYears(List<Range> years) {
        return years.stream()
                .map(range -> new Range(fullYear(range.start()), fullYear(range.stop()), range.step()))
                .toList();
    }

    private static int fullYear(int year) {
        if (year < 0 || year >= 100) {
            return year;
        }
        return year < 70 ? year + 2000 : year + 1900;
    }

    private List<Range> chain(boolean micros) throws MalformedTextException {
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

    private CalendarEvent seconds() throws MalformedTextException {
        String digits = text.substring(1);
        if (!digits.matches("\\d{1,10}") || Long.parseLong(digits) > LAST_SECOND) {
            throw new MalformedTextException("seconds since 1970", 1);
        }
        ZonedDateTime time = Instant.ofEpochSecond(Long.parseLong(digits)).atZone(ZoneOffset.UTC);
        return new CalendarEvent(
                CalendarEvent.EVERY_DAY,
                Range.of(time.getYear()),
                Range.of(time.getMonthValue()),
                Range.of(time.getDayOfMonth()),
                false,
                Range.of(time.getHour()),
                Range.of(time.getMinute()),
                Range.of(time.getSecond() * MICROS),
                ZoneOffset.UTC);
    }

    private boolean digit() {
        return peek() >= '0' && peek() <= '9';
    }

    private void expect(char wanted) throws MalformedTextException {
        if (peek() != wanted) {
            throw new MalformedTextException("'" + wanted + "'", at);
        }
        at++;
    }

    private void skipBlanks() {
        while (peek() == ' ') {
            at++;
        }
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : '\0';
    }
}
