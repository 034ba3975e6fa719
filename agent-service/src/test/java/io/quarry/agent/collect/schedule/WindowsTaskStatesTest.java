package io.quarry.agent.collect.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** The scheduler's DATE: days since 1899-12-30 in local time. Day 25,569 is 1970-01-01. */
final class WindowsTaskStatesTest {
    @Test
    void datesAreLocal() {
        assertThat(WindowsTaskStates.instant(45_658.25, ZoneOffset.UTC))
                .contains(Instant.parse("2025-01-01T06:00:00Z"));
        assertThat(WindowsTaskStates.instant(45_658.25, ZoneId.of("Europe/Berlin")))
                .contains(Instant.parse("2025-01-01T05:00:00Z"));
        assertThat(WindowsTaskStates.instant(45_839.0, ZoneId.of("Europe/Berlin"))) // in summer
                .contains(Instant.parse("2025-06-30T22:00:00Z"));
        assertThat(WindowsTaskStates.instant(45_658 + 1.0 / 3, ZoneOffset.UTC))
                .contains(Instant.parse("2025-01-01T08:00:00Z"));
    }

    @Test
    void neverIsNoTime() {
        assertThat(WindowsTaskStates.instant(0, ZoneOffset.UTC)).isEmpty();
        assertThat(WindowsTaskStates.instant(36_494, ZoneOffset.UTC)).isEmpty(); // 1999-11-30: it has not run yet
        for (double none : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY, 3e6}) {
            assertThatThrownBy(() -> WindowsTaskStates.instant(none, ZoneOffset.UTC))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void statesHaveTheirWords() {
        assertThat(WindowsTaskStates.word(0)).isNull();
        assertThat(WindowsTaskStates.word(1)).isEqualTo("DISABLED");
        assertThat(WindowsTaskStates.word(4)).isEqualTo("RUNNING");
    }
}
