package io.quarry.agent.collect.schedule;

import io.quarry.agent.collect.host.MalformedTextException;
import io.quarry.agent.collect.host.units.UnitText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the section {@code [Timer]} of a unit says, see systemd.timer(5). */
record TimerSettings(
        List<Calendar> calendars,
        List<Span> spans,
        List<String> malformed,
        String unit,
        boolean persistent,
        @Nullable Duration randomizedDelay) {

    private static final String SECTION = "Timer";
    /** The older names are still read. */
    private static final List<String> SPANS =
            List.of("OnActiveSec", "OnBootSec", "OnStartupSec", "OnUnitActiveSec", "OnUnitInactiveSec");

    private static final List<String> CLOCK_CHANGES = List.of("OnClockChange", "OnTimezoneChange");

    record Calendar(String text, CalendarEvent event) {}

    /** @param after null for never */
    record Span(String kind, String text, @Nullable Duration after) {}

    static TimerSettings of(LoadedUnit timer) {
        List<Calendar> calendars = new ArrayList<>();
        List<Span> spans = new ArrayList<>();
        List<String> malformed = new ArrayList<>();
        for (UnitText.Assignment assignment : timer.assignments(SECTION)) {
            String key = assignment.key();
            boolean when = key.equals("OnCalendar") || SPANS.contains(key);
            if (!when) {
                continue;
            }
            if (assignment.value().isEmpty()) { // forgets all of them, of whatever kind
                calendars.clear();
                spans.clear();
                continue;
            }
            try {
                String value = timer.expanded(assignment.value());
                if (key.equals("OnCalendar")) {
                    calendars.add(new Calendar(value, CalendarEventParser.parse(value)));
                } else {
                    spans.add(new Span(key, value, TimeSpan.parse(value)));
                }
            } catch (MalformedTextException e) {
                malformed.add(key + "=" + assignment.value());
            }
        }
        return new TimerSettings(
                calendars,
                spans,
                malformed,
                timer.last(SECTION, "Unit").orElse(timer.bare() + ".service"),
                timer.flag(SECTION, "Persistent"),
                delay(timer));
    }

    private static @Nullable Duration delay(LoadedUnit timer) {
        try {
            return TimeSpan.parse(timer.last(SECTION, "RandomizedDelaySec").orElse("0"));
        } catch (MalformedTextException e) {
            return null;
        }
    }

    /** What sets it off apart from times. */
    static List<String> changes(LoadedUnit timer) {
        return CLOCK_CHANGES.stream().filter(key -> timer.flag(SECTION, key)).toList();
    }
}
