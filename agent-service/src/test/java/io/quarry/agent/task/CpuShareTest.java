package io.quarry.agent.task;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class CpuShareTest {
    private long cpu;
    private long wall;
    private final CpuShare share = new CpuShare(25, () -> cpu, () -> wall);

    private long after(long cpuNanos, long wallNanos) {
        cpu += cpuNanos;
        wall += wallNanos;
        return share.owedNanos();
    }

    @Test
    void owesThreeTimesWhatItBurnedOfAQuarterAndALittleMore() {
        assertThat(after(950, 950)).isEqualTo(3_050);
        assertThat(after(0, 2_050)).isEqualTo(1_000);
        assertThat(after(0, 1_000)).isZero();
    }

    @Test
    void owesNothingBelowItsShare() {
        assertThat(after(100, 500)).isZero();
        assertThat(after(100, 500)).isZero();
    }

    @Test
    void savesUpAFifthOfASecondAtMost() {
        assertThat(after(0, 3_600_000_000_000L)).isZero();
        assertThat(after(47_500_000, 0)).isZero();
        assertThat(after(950, 0)).isEqualTo(4_000);
    }
}
