package io.quarry.schemas;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** The values of a field's {@code format} property, and how each is checked. */
final class TextFormat {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss").withResolverStyle(ResolverStyle.STRICT);

    private TextFormat() {}

    /** @return what is wrong, or null */
    static @Nullable String check(Schema.Field field, String text) {
        if (!(field.getObjectProp("format") instanceof String format)) {
            return null;
        }
        return switch (format) {
            case "time" -> parses(() -> LocalTime.parse(text, TIME), "must be a time HH:MM:SS, 00:00:00 to 23:59:59");
            case "date" -> parses(() -> LocalDate.parse(text), "must be a date YYYY-MM-DD that exists");
            case "instant" -> parses(() -> Instant.parse(text), "must be an instant such as 2026-11-24T13:00:00Z");
            case "zone" -> parses(() -> ZoneId.of(text), "must be a time zone such as Europe/Berlin or UTC");
            case "duration" -> duration(field, text);
            case "regex" -> regex(text);
            case "json" -> null; // the job's own reader says more than a syntax check could
            default -> throw new IllegalStateException("field " + field.name() + " has an unknown format " + format);
        };
    }

    private static @Nullable String parses(Runnable parse, String otherwise) {
        try {
            parse.run();
            return null;
        } catch (DateTimeException e) {
            return otherwise;
        }
    }

    private static @Nullable String duration(Schema.Field field, String text) {
        Duration min = Duration.parse(String.valueOf(field.getObjectProp("min_duration")));
        Duration max = Duration.parse(String.valueOf(field.getObjectProp("max_duration")));
        String rule = "must be an ISO 8601 duration from " + min + " to " + max;
        try {
            Duration value = Duration.parse(text);
            return value.compareTo(min) < 0 || value.compareTo(max) > 0 ? rule : null;
        } catch (DateTimeException e) {
            return rule;
        }
    }

    private static @Nullable String regex(String text) {
        try {
            Pattern.compile(text);
            return null;
        } catch (PatternSyntaxException e) {
            return "must be a regular expression (RE2): " + e.getDescription();
        }
    }
}
