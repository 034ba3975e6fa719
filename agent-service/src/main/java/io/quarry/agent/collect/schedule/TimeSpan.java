package io.quarry.agent.collect.schedule;

import io.quarry.agent.collect.host.MalformedTextException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A time span of systemd.time(7): {@code 1h 30min}, {@code 2days}; a number without a unit is seconds. */
final class TimeSpan {
    private static final Pattern PART =
            Pattern.compile("\\s*(\\d{1,18}(?:\\.\\d{1,18})?|\\.\\d{1,18})\\s*([A-Za-zµμ]*)");
    private static final long SECOND = 1_000_000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;
    private static final long MONTH = 2_629_800 * SECOND; // 365.25 days by 12
    private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE);
    private static final Map<String, Long> MICROS = Map.ofEntries(
            Map.entry("", SECOND),
            Map.entry("us", 1L),
            Map.entry("usec", 1L),
            Map.entry("µs", 1L),
            Map.entry("μs", 1L),
            Map.entry("ms", 1_000L),
            Map.entry("msec", 1_000L),
            Map.entry("s", SECOND),
            Map.entry("sec", SECOND),
            Map.entry("second", SECOND),
            Map.entry("seconds", SECOND),
            Map.entry("m", MINUTE),
            Map.entry("min", MINUTE),
            Map.entry("minute", MINUTE),
            Map.entry("minutes", MINUTE),
            Map.entry("h", HOUR),
            Map.entry("hr", HOUR),
            Map.entry("hour", HOUR),
            Map.entry("hours", HOUR),
            Map.entry("d", DAY),
            Map.entry("day", DAY),
            Map.entry("days", DAY),
            Map.entry("w", 7 * DAY),
            Map.entry("week", 7 * DAY),
            Map.entry("weeks", 7 * DAY),
            Map.entry("M", MONTH),
            Map.entry("month", MONTH),
            Map.entry("months", MONTH),
            Map.entry("y", 12 * MONTH),
            Map.entry("year", 12 * MONTH),
            Map.entry("years", 12 * MONTH));

    private TimeSpan() {}

    /** @return null for {@code infinity}; @throws MalformedTextException where systemd refuses it */
    static @Nullable Duration parse(String text) throws MalformedTextException {
        String span = text.strip();
        if (span.equals("infinity")) {
            return null;
        }
        Matcher part = PART.matcher(span);
        BigDecimal micros = BigDecimal.ZERO;
        int at = 0;
        while (at < span.length() || at == 0) {
            Long unit = part.region(at, span.length()).lookingAt() ? MICROS.get(part.group(2)) : null;
            if (unit == null) {
                throw new MalformedTextException("a time span", at);
            }
            micros = micros.add(new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(unit)));
            at = part.end();
        }
        return micros(micros.min(MOST).longValue());
    }

    private static Duration micros(long micros) {
        return Duration.ofSeconds(micros / SECOND, micros % SECOND * 1_000);
    }
}
