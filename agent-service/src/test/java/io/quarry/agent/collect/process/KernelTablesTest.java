package io.quarry.agent.collect.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.agent.collect.Captured;
import io.quarry.agent.collect.host.Accounts;
import io.quarry.agent.collect.host.MalformedTextException;
import io.quarry.jobs.CurrentProcessParams;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.time.Instant;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** The small tables: io, terminals, accounts, ELF, mounts, clocks, scheduling. */
class KernelTablesTest {
    private static final String MOUNTS = """
            22 28 0:20 / /sys rw,nosuid shared:7 - sysfs sysfs rw
            23 28 0:21 / /proc rw,nosuid - proc proc rw,gid=4%s
            """;

    @Test
    void readsIo() throws MalformedTextException {
        byte[] io = Captured.bytes("rchar: 6976\nwchar: 1\nsyscr: 10\nsyscw: 0\nread_bytes: 45056\n"
                + "write_bytes: 4096\ncancelled_write_bytes: 9\n");
        assertThat(ProcIo.parse(io, io.length)).isEqualTo(new ProcIo(45056, 4096));
        assertThatThrownBy(() -> ProcIo.parse(Captured.bytes("rchar: 1\n"), 9))
                .isInstanceOf(MalformedTextException.class);
    }

    @Test
    void readsNamespacesAndMarks() throws MalformedTextException {
        byte[] link = Captured.bytes("net:[4026531840]");
        assertThat(ProcLink.namespace(link, link.length)).isEqualTo(4026531840L);
        assertThatThrownBy(() -> ProcLink.namespace(Captured.bytes("/x"), 2))
                .isInstanceOf(MalformedTextException.class);
        assertThat(ProcLink.looksDeleted("/tmp/x (deleted)")).isTrue();
        assertThat(ProcLink.withoutMark("/tmp/x (deleted)")).isEqualTo("/tmp/x");
    }

    @Test
    void namesTerminals() {
        Terminals terminals = Terminals.parse(Captured.bytes("""
                /dev/tty             /dev/tty        5       0 system:/dev/tty
                /dev/console         /dev/console    5       1 system:console
                serial               /dev/ttyS       4 64-95 serial
                pty_slave            /dev/pts      136 0-1048575 pty:slave
                unknown              /dev/tty        4 1-63 console
                """));
        assertThat(terminals.name(0)).isNull();
        assertThat(terminals.name(136 << 8 | 3)).isEqualTo("/dev/pts/3");
        assertThat(terminals.name(0x00108800)).isEqualTo("/dev/pts/256"); // minor above one byte
        assertThat(terminals.name(4 << 8 | 1)).isEqualTo("/dev/tty1");
        assertThat(terminals.name(4 << 8 | 65)).isEqualTo("/dev/ttyS1");
        assertThat(terminals.name(5 << 8 | 1)).isEqualTo("/dev/console");
        assertThat(terminals.name(204 << 8 | 64)).isEqualTo("204:64");
    }

    @Test
    void readsAccounts() {
        Accounts accounts = Accounts.parse(Captured.bytes("""
                root:x:0:0:root:/root:/bin/bash
                toor:x:0:0::/other:/bin/sh
                sync:x:4:65534:sync:/bin:/usr/sbin/nologin
                +nis::::::
                broken
                """));
        assertThat(accounts.find(0)).contains(new Accounts.Account("root", "/root", true));
        assertThat(accounts.find(4)).contains(new Accounts.Account("sync", "/bin", false));
        assertThat(accounts.find(1000)).isEmpty();
        assertThat(Accounts.expired(Captured.bytes("a:!:1::::::\nb:*:1:0:9:7::100:\nc:*:1:0:9:7::101:\n"), 100))
                .containsEntry("a", false)
                .containsEntry("b", true)
                .containsEntry("c", false);
    }

    @Test
    void readsElfHeadersOfEitherByteOrder() {
        byte[] header = new byte[20];
        System.arraycopy(new byte[] {0x7f, 'E', 'L', 'F', 2, 1}, 0, header, 0, 6);
        header[18] = 62;
        assertThat(ElfArchitecture.of(header, 20)).contains("x86_64");
        header[18] = (byte) 183;
        assertThat(ElfArchitecture.of(header, 20)).contains("aarch64");
        header[5] = 2;
        header[18] = 0;
        header[19] = 22;
        assertThat(ElfArchitecture.of(header, 20)).contains("s390x");
        assertThat(ElfArchitecture.of(header, 19)).isEmpty();
        assertThat(ElfArchitecture.of(Captured.bytes("#!/bin/sh\n# a script"), 20))
                .isEmpty();
    }

    @Test
    void tellsHowManyThreadsThereAre() {
        assertThat(HiddenProcesses.threads(Captured.bytes("0.03 0.10 0.08 2/345 9876\n")))
                .isEqualTo("; the kernel counts 345 threads of all");
        assertThat(HiddenProcesses.threads(Captured.bytes("0.03 0.10\n"))).isEmpty();
        assertThat(HiddenProcesses.threads(new byte[0])).isEmpty();
    }

    @Test
    void seesThatProcessesAreHidden() {
        assertThat(HiddenProcesses.option(Captured.bytes(MOUNTS.formatted(",hidepid=2")), "/proc"))
                .contains("hidepid=2");
        assertThat(HiddenProcesses.option(Captured.bytes(MOUNTS.formatted(",hidepid=invisible")), "/proc"))
                .contains("hidepid=invisible");
        assertThat(HiddenProcesses.option(Captured.bytes(MOUNTS.formatted(",hidepid=off")), "/proc"))
                .isEmpty();
        assertThat(HiddenProcesses.option(Captured.bytes(MOUNTS.formatted("")), "/proc"))
                .isEmpty();
    }

    @Test
    void givesOneStartWhenTheClocksAreReadAMomentApart() {
        assertThat(new StartTimes(1_795_517_564_731_234_567L, 100).at(1_043_786))
                .isEqualTo(new StartTimes(1_795_517_564_731_239_999L, 100).at(1_043_786))
                .isEqualTo(Instant.parse("2026-11-24T13:46:42.590Z"));
    }

    @Test
    void namesPoliciesAndIoClasses() throws MalformedTextException {
        byte[] bytes = Captured.bytes(
                "1 (a) S 0 0 0 0 -1 0 0 0 0 0 0 0 0 0 -2 0 1 0 1 0 0" + " 0 0 0 0 0 0 0 0 0 0 0 0 0 17 0 1 2\n");
        ProcStat stat = ProcStat.parse(bytes, bytes.length);
        assertThat(Scheduling.priority(stat, OptionalInt.of(2 << 13 | 4)))
                .hasToString(
                        "{\"policy\": \"RR\", \"base\": -2, \"nice\": 0, \"realtime\": 1, \"io\": \"BEST_EFFORT 4\"}");
        assertThat(Scheduling.priority(stat, OptionalInt.empty()).getIo()).isNull();
    }

    @Test
    void saysOnceWhichHandlesLinuxDoesNotHave() {
        CurrentProcessParams params = new CurrentProcessParams();
        assertThat(ForeignSwitches.problems(params)).isEmpty();
        params.setAllHandles(true);
        params.setTcpIpv6(true);
        params.setSignatureCheck(true);
        assertThat(ForeignSwitches.problems(params)).isEmpty();
        params.setTokenHandles(true);
        params.setWindowStationHandles(true);
        params.setDesktopHandles(true);
        assertThat(ForeignSwitches.problems(params))
                .extracting(Problem::getItem)
                .containsExactly("token_handles", "window_station_handles", "desktop_handles");
        assertThat(ForeignSwitches.problems(params))
                .extracting(Problem::getReason)
                .containsOnly(ProblemReason.UNSUPPORTED_ON_PLATFORM);
    }
}
