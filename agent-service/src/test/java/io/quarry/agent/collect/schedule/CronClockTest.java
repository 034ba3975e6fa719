package io.quarry.agent.collect.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.agent.collect.host.MalformedTextException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When jobs start next. The cases of changes of the clock were seen of Debian's cron 3.0pl1-162 under a made-up clock. */
class CronClockTest {

    private static CronExpression expression(String fields, CronDialect dialect) throws MalformedTextException {
        return fields.startsWith("@")
                ? CronExpression.named(fields).orElseThrow()
                : CronExpression.read(new CronFieldReader(fields, 0, dialect));
    }

    private static String next(String fields, String zone, String after) throws MalformedTextException {
        return new CronClock(ZoneId.of(zone), false)
                .next(expression(fields, CronDialect.DEBIAN), Instant.parse(after))
                .map(Instant::toString)
                .orElse("never");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // fields, after, next: 2026-11-24 is a Tuesday
                "17 * * * *        | 2026-11-24T17:17:00Z | 2026-11-24T18:17:00Z",
                "17 * * * *        | 2026-11-24T17:16:59Z | 2026-11-24T17:17:00Z",
                "0 0 13 * 5        | 2026-11-24T00:00:00Z | 2026-11-27T00:00:00Z", // a Friday, or the 13th
                "0 0 13 * 5        | 2026-12-11T00:00:00Z | 2026-12-13T00:00:00Z",
                "0 0 */2 * 5       | 2026-11-24T00:00:00Z | 2026-11-27T00:00:00Z", // starts with a star: both
                "0 0 */2 * 5       | 2026-11-27T00:00:00Z | 2026-12-11T00:00:00Z",
                "0 0 1-31 * 5      | 2026-11-24T00:00:00Z | 2026-11-25T00:00:00Z", // all days, but no star: either
                "0 0 29 2 *        | 2026-11-24T00:00:00Z | 2028-02-29T00:00:00Z",
                "0 0 29 2 *        | 2096-03-01T00:00:00Z | 2104-02-29T00:00:00Z",
                "0 0 30 2 *        | 2026-11-24T00:00:00Z | never",
                "0 0 * * 7         | 2026-11-24T00:00:00Z | 2026-11-29T00:00:00Z",
                "0 0 * * sun       | 2026-11-24T00:00:00Z | 2026-11-29T00:00:00Z",
                "0 0 * * 5-7       | 2026-11-28T00:00:00Z | 2026-11-29T00:00:00Z",
                "0 0 * * sat-sun   | 2026-11-24T00:00:00Z | never", // Sunday is 0 by name
                "5/9 * * * *       | 2026-11-24T00:00:00Z | error",
                "*/0 * * * *       | 2026-11-24T00:00:00Z | error",
                "*/70 3 * * *      | 2026-11-24T00:00:00Z | 2026-11-24T03:00:00Z",
                "1,2;foo 3 * * *   | 2026-11-24T00:00:00Z | 2026-11-24T03:01:00Z", // what it does not know it passes
                // over
                "50-10 * * * *     | 2026-11-24T00:00:00Z | never",
                "60 * * * *        | 2026-11-24T00:00:00Z | error",
                "* 24 * * *        | 2026-11-24T00:00:00Z | error",
                "* * 0 * *         | 2026-11-24T00:00:00Z | error",
                "* * * 13 *        | 2026-11-24T00:00:00Z | error",
                "* * * * 8         | 2026-11-24T00:00:00Z | error",
                "* * * FEB Mon     | 2026-11-24T00:00:00Z | 2027-02-01T00:00:00Z",
                "1-59/30 4 * * *   | 2026-11-24T04:01:00Z | 2026-11-24T04:31:00Z",
                "99999999999 * * * * | 2026-11-24T00:00:00Z | error",
                "@yearly           | 2026-11-24T00:00:00Z | 2027-01-01T00:00:00Z",
                "@monthly          | 2026-11-24T00:00:00Z | 2026-12-01T00:00:00Z",
                "@weekly           | 2026-11-24T00:00:00Z | 2026-11-29T00:00:00Z",
                "@midnight         | 2026-11-24T00:00:00Z | 2026-11-25T00:00:00Z",
                "@hourly           | 2026-11-24T00:00:00Z | 2026-11-24T01:00:00Z",
                "@reboot           | 2026-11-24T00:00:00Z | never"
            })
    void startsWhenCronDoes(String fields, String after, String next) throws MalformedTextException {
        if (next.equals("error")) {
            assertThatThrownBy(() -> next(fields, "UTC", after)).isInstanceOf(MalformedTextException.class);
        } else {
            assertThat(next(fields, "UTC", after)).isEqualTo(next);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // spring: at 01:00Z 02:00 becomes 03:00
                "30 2 * * *   | Europe/Berlin | 2026-03-29T00:00:00Z | 2026-03-29T01:00:00Z",
                "30 2 * * *   | Europe/Berlin | 2026-03-29T01:00:00Z | 2026-03-30T00:30:00Z",
                "*/20 2 * * * | Europe/Berlin | 2026-03-29T00:00:00Z | 2026-03-30T00:00:00Z",
                "30 * * * *   | Europe/Berlin | 2026-03-29T00:30:00Z | 2026-03-29T01:30:00Z",
                "0 3 * * *    | Europe/Berlin | 2026-03-29T00:00:00Z | 2026-03-29T01:00:00Z",
                "30 2 29 3 *  | Europe/Berlin | 2026-03-01T00:00:00Z | 2026-03-29T01:00:00Z",
                // autumn: at 01:00Z 03:00 becomes 02:00
                "30 2 * * *   | Europe/Berlin | 2026-10-24T12:00:00Z | 2026-10-25T00:30:00Z",
                "30 2 * * *   | Europe/Berlin | 2026-10-25T00:30:00Z | 2026-10-26T01:30:00Z",
                "30 2 * * *   | Europe/Berlin | 2026-10-25T01:10:00Z | 2026-10-26T01:30:00Z",
                "*/20 2 * * * | Europe/Berlin | 2026-10-25T00:40:00Z | 2026-10-25T01:00:00Z",
                "30 * * * *   | Europe/Berlin | 2026-10-25T00:30:00Z | 2026-10-25T01:30:00Z",
                "0 3 * * *    | Europe/Berlin | 2026-10-25T00:30:00Z | 2026-10-25T02:00:00Z",
                // half an hour, and a day that is left out
                "15 2 * * *   | Australia/Lord_Howe | 2026-10-03T12:00:00Z | 2026-10-03T15:30:00Z",
                "0 5 30 12 *  | Pacific/Apia        | 2011-12-29T00:00:00Z | 2012-12-29T15:00:00Z",
                "0 12 * * *   | America/New_York    | 2026-10-31T16:00:00Z | 2026-11-01T17:00:00Z"
            })
    void goesThroughChangesOfTheClockAsCronDoes(String fields, String zone, String after, String next)
            throws MalformedTextException {
        assertThat(next(fields, zone, after)).isEqualTo(next);
    }

    @Test
    void takesTimesOfAJobsOwnZoneAsTheyAre() throws MalformedTextException {
        CronClock clock = new CronClock(ZoneId.of("Europe/Berlin"), true);
        CronExpression fixed = expression("30 2 * * *", CronDialect.CRONIE);
        assertThat(clock.next(fixed, Instant.parse("2026-03-29T00:00:00Z")))
                .hasValue(Instant.parse("2026-03-30T00:30:00Z"));
        assertThat(clock.next(fixed, Instant.parse("2026-10-25T00:30:00Z")))
                .hasValue(Instant.parse("2026-10-25T01:30:00Z"));
    }

    @Test
    void cronieReadsMoreAndLess() throws MalformedTextException {
        CronExpression random = expression("0~30 ~ * * *", CronDialect.CRONIE);
        assertThat(random.random()).isTrue();
        assertThat(Long.bitCount(random.minutes())).isEqualTo(31);
        assertThat(Integer.bitCount(random.hours())).isEqualTo(24);
        CronExpression weekend = expression("0 0 * * sat-sun", CronDialect.CRONIE);
        Optional<Instant> next =
                new CronClock(ZoneId.of("UTC"), false).next(weekend, Instant.parse("2026-11-24T00:00:00Z"));
        assertThat(next).hasValue(Instant.parse("2026-11-28T00:00:00Z"));
        assertThatThrownBy(() -> expression("1,2;foo 3 * * *", CronDialect.CRONIE))
                .isInstanceOf(MalformedTextException.class);
        assertThatThrownBy(() -> expression("30~10 3 * * *", CronDialect.CRONIE))
                .isInstanceOf(MalformedTextException.class);
        assertThatThrownBy(() -> expression("0~30 ~ * * *", CronDialect.DEBIAN))
                .isInstanceOf(MalformedTextException.class);
    }
}
