package io.quarry.agent.collect.schedule;

import io.quarry.agent.collect.host.MalformedTextException;
import io.quarry.agent.collect.schedule.CalendarEvent.Range;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads what {@code OnCalendar=} holds, see systemd.time(7). */
final class CalendarEventParser {
    private static final List<String> WEEKDAYS =
            List.of("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday");
    private static final int SHORT_NAME = 3;
    private static final int MICROS = 1_000_000;
    private static final long LAST_SECOND = 7_258_118_399L; // end of 2199

    private final String text;
    private final CalendarCursor in;

    private CalendarEventParser(String text) {
        this.text = text;
        this.in = new CalendarCursor(text);
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
        if (in.peek() == '@') {
            return seconds();
        }
        int weekdays = weekdays();
        Date date = date();
        List<Range> hours = Range.of(0);
        List<Range> minutes = Range.of(0);
        List<Range> micros = Range.of(0);
        if (!in.atEnd()) {
            hours = in.chain(false);
            in.expect(':');
            minutes = in.chain(false);
            if (in.peek() == ':') {
                in.next();
                micros = in.chain(true);
            }
        }
        if (!in.atEnd()) {
            throw new MalformedTextException("the end", in.position());
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
        while (Character.isLetter(in.peek())) {
            int day = weekday();
            mask |= first < 0 ? 1 << day : span(first, day);
            first = -1;
            if (in.take("..")) {
                first = day;
            } else if (in.peek() == '-') {
                in.next();
                first = day;
            } else if (in.peek() == ',') {
                in.next();
            } else if (!in.atEnd() && in.peek() != ' ') {
                throw new MalformedTextException("a blank", in.position());
            }
        }
        if (first >= 0) {
            throw new MalformedTextException("a day of the week", in.position());
        }
        in.skipBlanks();
        return mask == 0 ? CalendarEvent.EVERY_DAY : mask;
    }

    private int span(int first, int last) throws MalformedTextException {
        if (first > last) {
            throw new MalformedTextException("a later day of the week", in.position());
        }
        return (1 << last + 1) - (1 << first);
    }

    private int weekday() throws MalformedTextException {
        int end = in.position();
        while (end < text.length() && Character.isLetter(text.charAt(end))) {
            end++;
        }
        String name = text.substring(in.position(), end).toLowerCase(Locale.ROOT);
        for (int i = 0; i < WEEKDAYS.size(); i++) {
            if (name.equals(WEEKDAYS.get(i)) || name.equals(WEEKDAYS.get(i).substring(0, SHORT_NAME))) {
                in.moveTo(end);
                return i;
            }
        }
        throw new MalformedTextException("a day of the week", in.position());
    }

    /** Year, month and day, or month and day, if it goes on with them; moves behind the blanks that follow. */
    private Date date() throws MalformedTextException {
        int start = in.position();
        if (in.atEnd()) {
            return Date.ANY;
        }
        List<Range> first = in.chain(false);
        if (in.peek() != '-' && in.peek() != '~') {
            in.moveTo(start); // a time
            return Date.ANY;
        }
        boolean backwards = in.next() == '~';
        List<Range> second = in.chain(false);
        Date date;
        if (!backwards && (in.peek() == '-' || in.peek() == '~')) {
            backwards = in.next() == '~';
            date = new Date(fullYears(first), second, in.chain(false), backwards);
        } else {
            date = new Date(List.of(), first, second, backwards);
        }
        if (!in.atEnd() && in.peek() != ' ') {
            throw new MalformedTextException("a blank", in.position());
        }
        in.skipBlanks();
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
}
