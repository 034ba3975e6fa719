package io.quarry.agent.collect.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.agent.collect.Captured;
import io.quarry.agent.collect.host.MalformedTextException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProcStatusTest {
    /** Linux 6.18, the kernel escapes the line end in the name. */
    private static final String MODERN = """
            Name:\ta\\nUid:\t9\t9\t9\t9
            Umask:\t0022
            State:\tS (sleeping)
            Tgid:\t4194301
            Ngid:\t0
            Pid:\t4194301
            PPid:\t1
            TracerPid:\t0
            Uid:\t1000\t0\t0\t0
            Gid:\t1001\t4294967295\t7\t7
            FDSize:\t256
            Groups:\t4 24 27 4294967294\s
            NStgid:\t4194301
            Kthread:\t0
            VmRSS:\t    1816 kB
            Threads:\t1
            CapInh:\t0000000000000000
            CapPrm:\t000001ffffffffff
            CapEff:\t000001ffffffffff
            """;

    private static final String KERNEL_THREAD = """
            Name:\tkthreadd
            State:\tS (sleeping)
            Tgid:\t2
            Uid:\t0\t0\t0\t0
            Gid:\t0\t0\t0\t0
            Groups:\t\s
            CapEff:\t000001ffffffffff
            """;

    /** Linux 2.6.18: 32-bit capabilities, other lines in between. */
    private static final String OLD = """
            Name:\tcrond
            State:\tS (sleeping)
            SleepAVG:\t98%
            Tgid:\t812
            Pid:\t812
            Uid:\t0\t0\t0\t0
            Gid:\t0\t0\t0\t0
            FDSize:\t64
            Groups:
            VmPeak:\t    4588 kB
            CapEff:\tfffffeff
            """;

    private static ProcStatus parse(String text) throws MalformedTextException {
        byte[] bytes = Captured.bytes(text);
        return ProcStatus.parse(bytes, bytes.length);
    }

    @Test
    void readsAllCredentials() throws MalformedTextException {
        assertThat(parse(MODERN))
                .isEqualTo(new ProcStatus(
                        4194301,
                        new ProcStatus.Ids(1000, 0, 0),
                        new ProcStatus.Ids(1001, 4294967295L, 7),
                        List.of("4", "24", "27", "4294967294"),
                        "000001ffffffffff"));
        assertThat(parse(KERNEL_THREAD).groups()).isEmpty();
        assertThat(parse(OLD).capabilities()).isEqualTo("fffffeff");
    }

    @Test
    void readsTheIdsAloneFromTheStart() throws MalformedTextException {
        byte[] start = Captured.bytes(MODERN.substring(0, MODERN.indexOf("FDSize")));
        ProcStatus status = ProcStatus.parseIds(start, start.length);
        assertThat(status.uids().real()).isEqualTo(1000);
        assertThat(status.groups()).isEmpty();
    }

    @Test
    void refusesWhatIsCut() {
        for (String text : new String[] {"", "Name:\ta\n", "Tgid:\t1\nUid:\t1\t1", "Tgid:\t1\nUid:\tx\t1\t1\t1\n"}) {
            assertThatThrownBy(() -> parse(text)).isInstanceOf(MalformedTextException.class);
        }
    }
}
