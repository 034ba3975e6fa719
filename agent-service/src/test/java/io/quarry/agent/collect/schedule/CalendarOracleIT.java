package io.quarry.agent.collect.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.agent.collect.Oracle;
import io.quarry.agent.collect.host.MalformedTextException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our calendar against {@code systemd-analyze calendar}: made-up events, in zones with all kinds of changes of the clock. */
@EnabledOnOs(OS.LINUX)
class CalendarOracleIT {
    private static final int EVENTS = 400;
    private static final int ITERATIONS = 4;
    private static final int BATCH = 50;
    /** "Resource deadlock avoided": systemd 252 loses its way at some changes of the clock. */
    private static final String GIVEN_UP = "given up";

    private static final Pattern NEXT = Pattern.compile("(?:Next elapse|\\(in UTC\\)|Iter\\. #\\d+): (.*)");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("EEE yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UTC",
                "Europe/Berlin,2026-03-28",
                "Europe/Berlin,2026-10-24",
                "America/New_York,2026-10-31",
                "Australia/Lord_Howe,2026-04-04",
                "Australia/Lord_Howe,2026-10-03",
                "America/Santiago,2026-09-05",
                "Africa/Casablanca,2026-02-14"
            })
    void agreesWithSystemd(String where) {
        String[] parts = where.split(",", -1);
        Instant base = parts.length == 1
                ? Instant.parse("2027-02-27T13:14:15Z")
                : LocalDateTime.parse(parts[1] + "T17:33:12").toInstant(ZoneOffset.UTC);
        Random random = new Random(where.hashCode());
        List<String> events = new ArrayList<>();
        for (int i = 0; i < EVENTS; i++) {
            events.add(event(random, base));
        }
        List<String> theirs = systemd(parts[0], base, events);
        int valid = 0;
        for (int i = 0; i < EVENTS; i++) {
            List<String> ours = ours(ZoneId.of(parts[0]), base, events.get(i));
            if (!theirs.get(i).equals(GIVEN_UP)) {
                assertThat(String.join(" ", ours)).as("%s", events.get(i)).isEqualTo(theirs.get(i));
            }
            valid += ours.size() > 1 ? 1 : 0;
        }
        assertThat(valid).isGreaterThan(EVENTS / 3);
    }

    private static List<String> ours(ZoneId zone, Instant base, String text) {
        CalendarEvent event;
        try {
            event = CalendarEventParser.parse(text);
        } catch (MalformedTextException e) {
            return List.of("Failed");
        }
        List<String> times = new ArrayList<>();
        Optional<Instant> next = new CalendarClock(zone).next(event, base);
        for (int i = 0; i < ITERATIONS && next.isPresent(); i++) {
            times.add(TIME.format(next.get().atOffset(ZoneOffset.UTC)));
            next = new CalendarClock(zone).next(event, next.get());
        }
        return times.isEmpty() ? List.of("never") : times;
    }

    /** For each event its next times, separated by blanks. */
    private static List<String> systemd(String zone, Instant base, List<String> events) {
        List<String> answers = new ArrayList<>();
        for (int from = 0; from < events.size(); from += BATCH) {
            List<String> batch = events.subList(from, Math.min(events.size(), from + BATCH));
            String text = ask(zone, base, batch);
            if (text.contains("Failed to determine")) {
                for (String event : batch) {
                    String one = ask(zone, base, List.of(event));
                    answers.addAll(one.contains("Failed to determine") ? List.of(GIVEN_UP) : answers(one, zone));
                }
            } else {
                answers.addAll(answers(text, zone));
            }
        }
        return answers;
    }

    private static String ask(String zone, Instant base, List<String> events) {
        String time = TIME.format(base.atOffset(ZoneOffset.UTC)).substring("Mon ".length());
        List<String> command = new ArrayList<>(List.of("systemd-analyze", "calendar", "--iterations=" + ITERATIONS));
        command.addAll(List.of("--base-time=" + time + " UTC", "--"));
        command.addAll(events);
        return Oracle.output(Map.of("TZ", zone), command);
    }

    private static List<String> answers(String text, String zone) {
        List<String> answers = new ArrayList<>();
        StringBuilder times = new StringBuilder();
        for (String line : (text + "\nNormalized form:").split("\n", -1)) {
            boolean failed = line.startsWith("Failed to parse calendar");
            if ((failed || line.contains("Normalized form:")) && times.length() > 0) {
                answers.add(times.toString().strip());
                times.setLength(0);
            }
            if (failed) {
                answers.add("Failed");
            }
            Matcher next = NEXT.matcher(line.strip());
            boolean wanted = next.matches() && (zone.equals("UTC") || line.contains("UTC") || line.contains("never"));
            if (wanted) {
                times.append(' ').append(next.group(1).replaceAll(" UTC$", ""));
            }
        }
        return answers;
    }

    private static String event(Random random, Instant base) {
        StringBuilder event = new StringBuilder();
        if (random.nextInt(4) == 0) {
            event.append(pick(
                    random,
                    "Mon ",
                    "sun ",
                    "Mon..Fri ",
                    "Sat,Sun ",
                    "Tue,Thu..Sat ",
                    "Wednesday ",
                    "Sat..Sun,Mon ",
                    "Sun..Mon ",
                    "Foo "));
        }
        LocalDateTime near = LocalDateTime.ofInstant(base, ZoneOffset.UTC).plusDays(random.nextInt(3));
        switch (random.nextInt(8)) {
            case 0 -> event.append("*-*-").append(component(random, 1, 31)).append(' ');
            case 1 ->
                event.append("*-")
                        .append(component(random, 1, 12))
                        .append('-')
                        .append(component(random, 1, 31))
                        .append(' ');
            case 2 ->
                event.append("*-*~")
                        .append(component(random, 1, 28).replaceAll(",.*", ""))
                        .append(' ');
            case 3 -> event.append(near.toLocalDate()).append(' ');
            case 4 ->
                event.append(component(random, 2020, 2034))
                        .append("-02~")
                        .append(component(random, 1, 3).replaceAll(",.*", ""))
                        .append(' ');
            case 5 -> event.append("*-*-* ");
            default -> event.append("");
        }
        event.append(random.nextInt(3) == 0 ? "*" : component(random, 0, random.nextBoolean() ? 4 : 24))
                .append(':');
        event.append(random.nextInt(6) == 0 ? "*" : component(random, 0, 60));
        switch (random.nextInt(5)) {
            case 0 -> event.append(':').append(component(random, 0, 61));
            case 1 -> event.append(":*");
            default -> event.append("");
        }
        if (random.nextInt(6) == 0) {
            event.append(pick(random, " UTC", " Asia/Tokyo", " America/New_York", " Europe/Berlin", " No/Where"));
        }
        return event.toString();
    }

    private static String component(Random random, int low, int high) {
        int first = low + random.nextInt(high - low + 1);
        int second = low + random.nextInt(high - low + 1);
        return switch (random.nextInt(8)) {
            case 0 -> first + ".." + second;
            case 1 -> first + "/" + (1 + random.nextInt(7));
            case 2 -> first + "," + second;
            case 3 -> Math.min(first, second) + ".." + Math.max(first, second) + "/" + (1 + random.nextInt(5));
            case 4 -> Math.min(first, second) + ".." + Math.max(first, second) + "," + first;
            default -> String.valueOf(first);
        };
    }

    private static String pick(Random random, String... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
