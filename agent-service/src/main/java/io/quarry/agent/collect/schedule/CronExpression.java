package io.quarry.agent.collect.schedule;

import io.quarry.agent.collect.host.MalformedTextException;
import java.util.Optional;

/**
 * When a line of a crontab starts its command, see crontab(5). A set of numbers is a mask with a bit for each.
 *
 * @param daysOfWeek bits 0 to 7, Sunday is both 0 and 7
 * @param minuteStar the field starts with an asterisk: the job follows the clock through changes of it
 * @param dayStar the day of month or the day of week starts with an asterisk: both must match, else either
 * @param reboot once after the system started, not at times
 * @param random holds a {@code ~}: cron itself chose one of the range when it read the file
 */
record CronExpression(
        long minutes,
        int hours,
        int daysOfMonth,
        int months,
        int daysOfWeek,
        boolean minuteStar,
        boolean hourStar,
        boolean dayStar,
        boolean reboot,
        boolean random) {

    private static final int ALL_HOURS = (1 << 24) - 1;
    private static final int ALL_DAYS = -2; // 1 to 31
    private static final int ALL_MONTHS = (1 << 13) - 2;
    private static final int ALL_WEEKDAYS = 0xff;
    private static final int SUNDAYS = 0x81;

    /** Runs at times that the clock shows, also when it is set back; other jobs run once for each time, also when it is skipped. */
    boolean followsClock() {
        return minuteStar || hourStar;
    }

    boolean matchesDay(int month, int dayOfMonth, int dayOfWeek) {
        boolean date = (daysOfMonth >> dayOfMonth & 1) != 0;
        boolean week = (daysOfWeek >> dayOfWeek & 1) != 0;
        return matchesMonth(month) && (dayStar ? date && week : date || week);
    }

    boolean matchesMonth(int month) {
        return (months >> month & 1) != 0;
    }

    /** No time matches: {@code sat-sun} selects nothing to Debian's cron, as Sunday is 0. */
    boolean never() {
        boolean noDay = dayStar ? daysOfMonth == 0 || daysOfWeek == 0 : (daysOfMonth | daysOfWeek) == 0;
        return noDay || minutes == 0 || hours == 0 || months == 0;
    }

    /** The names that stand for five fields: {@code @daily} and so on; empty for one that cron does not know. */
    static Optional<CronExpression> named(String name) {
        return Optional.ofNullable(
                switch (name) {
                    case "@reboot" -> new CronExpression(0, 0, 0, 0, 0, false, false, false, true, false);
                    case "@yearly", "@annually" -> midnight(1 << 1, 1 << 1, ALL_WEEKDAYS, true);
                    case "@monthly" -> midnight(1 << 1, ALL_MONTHS, ALL_WEEKDAYS, true);
                    case "@weekly" -> midnight(ALL_DAYS, ALL_MONTHS, SUNDAYS, true);
                    case "@daily", "@midnight" -> midnight(ALL_DAYS, ALL_MONTHS, ALL_WEEKDAYS, true);
                    case "@hourly" ->
                        new CronExpression(
                                1, ALL_HOURS, ALL_DAYS, ALL_MONTHS, ALL_WEEKDAYS, false, true, true, false, false);
                    default -> null;
                });
    }

    private static CronExpression midnight(int daysOfMonth, int months, int daysOfWeek, boolean dayStar) {
        return new CronExpression(1, 1, daysOfMonth, months, daysOfWeek, false, false, dayStar, false, false);
    }

    /**
     * Reads five fields.
     *
     * @param in stands at the first; left behind the blanks that follow the fifth
     * @throws MalformedTextException where cron finds an error
     */
    static CronExpression read(CronFieldReader in) throws MalformedTextException {
        boolean minuteStar = in.atStar();
        long minutes = in.list(0, 59, CronFieldReader.NO_NAMES);
        boolean hourStar = in.atStar();
        long hours = in.list(0, 23, CronFieldReader.NO_NAMES);
        boolean dayOfMonthStar = in.atStar();
        long daysOfMonth = in.list(1, 31, CronFieldReader.NO_NAMES);
        long months = in.list(1, 12, CronFieldReader.MONTHS);
        boolean dayOfWeekStar = in.atStar();
        long daysOfWeek = in.list(0, 7, CronFieldReader.WEEKDAYS);
        if ((daysOfWeek & SUNDAYS) != 0) {
            daysOfWeek |= SUNDAYS;
        }
        return new CronExpression(
                minutes,
                (int) hours,
                (int) daysOfMonth,
                (int) months,
                (int) daysOfWeek,
                minuteStar,
                hourStar,
                dayOfMonthStar || dayOfWeekStar,
                false,
                in.metRandom());
    }
}
