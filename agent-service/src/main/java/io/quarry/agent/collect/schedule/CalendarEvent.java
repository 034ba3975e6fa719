package io.quarry.agent.collect.schedule;

import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A calendar event of systemd.time(7), what {@code OnCalendar=} holds. An empty list of ranges matches anything.
 *
 * @param weekdays bits 0 (Monday) to 6
 * @param fromEndOfMonth days count backwards, 1 is the last
 * @param microseconds within the minute
 * @param zone that the event names; null for the local one
 */
record CalendarEvent(
        int weekdays,
        List<Range> years,
        List<Range> months,
        List<Range> days,
        boolean fromEndOfMonth,
        List<Range> hours,
        List<Range> minutes,
        List<Range> microseconds,
        @Nullable ZoneId zone) {

    static final int EVERY_DAY = 0x7f;

    /**
     * @param stop -1 for none
     * @param step 0 for none
     */
    record Range(int start, int stop, int step) {
        static List<Range> of(int... values) {
            return java.util.Arrays.stream(values)
                    .mapToObj(value -> new Range(value, -1, 0))
                    .toList();
        }

        /** As systemd checks it: in bounds, and at least one repetition fits. */
        boolean valid(int from, int to, boolean backwards) {
            if (start < from || start > to || step > to - from) {
                return false;
            }
            if (stop >= 0) {
                return stop >= from && stop <= to && start + step <= stop;
            }
            return backwards ? start - step >= from : start + step <= to;
        }

        /** The smallest value not below a bound; -1 for none. */
        int next(int bound) {
            if (start >= bound) {
                return start;
            }
            if (step == 0) {
                return -1;
            }
            long value = start + ((long) bound - start + step - 1) / step * step;
            return value <= (stop < 0 ? Integer.MAX_VALUE : stop) ? (int) value : -1;
        }
    }

    /** Whether an event of these parts can be: values in their ranges. */
    boolean valid() {
        return all(years, 1970, 2199, false)
                && all(months, 1, 12, false)
                && all(days, 1, fromEndOfMonth ? 28 : 31, fromEndOfMonth)
                && all(hours, 0, 23, false)
                && all(minutes, 0, 59, false)
                && all(microseconds, 0, 60_000_000 - 1, false);
    }

    private static boolean all(List<Range> ranges, int from, int to, boolean backwards) {
        return ranges.stream().allMatch(range -> range.valid(from, to, backwards));
    }
}
