package io.quarry.agent.collect.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.agent.collect.Captured;
import io.quarry.agent.collect.host.MalformedTextException;
import org.junit.jupiter.api.Test;

class ProcStatTest {
    /** Linux 6.18, a shell's child. */
    private static final String SLEEP =
            "7640 (sleep) S 1 7638 7638 0 -1 4194304 119 0 1 0 250 31 0 0 20 0 1 0 1043786 2990080 411"
                    + " 18446744073709551615 94766681997312 94766682015241 140721721310416 0 0 0 0 6 0 1 0 0 17 1 0 0 0"
                    + " 0 0 94766682029328 94766682030592 94767672156160 140721721317917 140721721317928 140721721317928"
                    + " 140721721319401 0\n";

    private static final String KTHREADD =
            "2 (kthreadd) S 0 0 0 0 -1 2129984 0 0 0 0 0 0 0 0 20 0 1 0 20 0 0 18446744073709551615 0 0 0 0 0 0 0"
                    + " 2147483647 0 1 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n";

    private static final String ZOMBIE =
            "4194301 (defunct) Z 4194300 1 1 34816 -1 4227148 81 0 0 0 0 1 0 0 -51 0 1 0 99999999999 0 0"
                    + " 18446744073709551615 0 0 0 0 0 0 0 0 0 0 0 0 17 0 50 1 0 0 0 0 0 0 0 0 0 0 0\n";

    /** Linux 2.4 ended with the processor: no policy. */
    private static final String OLD =
            "812 (crond) S 1 812 812 0 -1 64 24 1503 151 1103 2 4 8 9 9 0 0 0 2716 1568768 155"
                    + " 4294967295 134512640 134531924 3221224000 3221223100 1074584545 0 0 65536 16387 3222356229 0 0 17 0\n";

    private static ProcStat parse(byte[] bytes) throws MalformedTextException {
        return ProcStat.parse(bytes, bytes.length);
    }

    @Test
    void readsAProcess() throws MalformedTextException {
        assertThat(parse(Captured.bytes(SLEEP)))
                .isEqualTo(new ProcStat(
                        "sleep",
                        'S',
                        1,
                        7638,
                        0,
                        4194304,
                        250,
                        31,
                        20,
                        0,
                        1,
                        1043786,
                        2990080,
                        411,
                        94766681997312L,
                        94766682015241L,
                        0,
                        0));
    }

    @Test
    void tellsKernelThreadsByTheirFlag() throws MalformedTextException {
        ProcStat stat = parse(Captured.bytes(KTHREADD));
        assertThat(stat.kernelThread()).isTrue();
        assertThat(stat.parentPid()).isZero();
        assertThat(parse(Captured.bytes(SLEEP)).kernelThread()).isFalse();
    }

    @Test
    void readsAZombieWithAHugeNumberAndARealTimePolicy() throws MalformedTextException {
        ProcStat stat = parse(Captured.bytes(ZOMBIE));
        assertThat(stat.ended()).isTrue();
        assertThat(stat.startTicks()).isEqualTo(99_999_999_999L);
        assertThat(stat.priority()).isEqualTo(-51);
        assertThat(stat.realtimePriority()).isEqualTo(50);
        assertThat(stat.policy()).isEqualTo(1);
        assertThat(stat.terminal()).isEqualTo(34816);
    }

    @Test
    void readsAnOldKernelThatSaysNoPolicy() throws MalformedTextException {
        ProcStat stat = parse(Captured.bytes(OLD));
        assertThat(stat.startTicks()).isEqualTo(2716);
        assertThat(stat.residentPages()).isEqualTo(155);
        assertThat(stat.policy()).isEqualTo(-1);
        assertThat(stat.realtimePriority()).isEqualTo(-1);
    }

    @Test
    void keepsNamesThatLookLikeFields() throws MalformedTextException {
        for (String name : new String[] {") R 1 1 (", "a b\tc", "line\nend", "((", "))", "", "\u001b[2J", "ü"}) {
            ProcStat stat = parse(Captured.bytes(SLEEP.replace("sleep", name)));
            assertThat(stat.name()).isEqualTo(name);
            assertThat(stat.parentPid()).isEqualTo(1);
        }
        assertThat(parse(Captured.raw(SLEEP.replace("sleep", "\u00ff)"))).name())
                .isEqualTo("\\xff)");
    }

    @Test
    void refusesWhatIsNone() {
        for (String text :
                new String[] {"", "1", "1 (", "1 (a", "1 (a)", "1 (a) S x", "1 (a) S 1 1 1", "1 (a) S 99999999999 1"}) {
            assertThatThrownBy(() -> parse(Captured.bytes(text))).isInstanceOf(MalformedTextException.class);
        }
    }
}
