package io.quarry.agent.selftest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What Windows' programs print, in the forms that Microsoft documents, some of it in German: no word of a heading is looked for. */
final class ToolLinesTest {
    @Test
    void tasklist() {
        assertThat(ToolLines.tasklist(lines("""
                "System Idle Process","0","Services","0","8 K"
                "System","4","Services","0","144 K"
                "Some, App.EXE","4711","Console","1","1.234 K"
                """))).containsExactly("4\tsystem", "4711\tsome, app");
    }

    @Test
    void wmic() {
        assertThat(ToolLines.wmic(lines("""
                Name                 ProcessId
                System Idle Process  0
                Some App.exe         4711
                """))).containsExactly("4711\tsome app");
    }

    @Test
    void serviceControl() {
        assertThat(ToolLines.sc(lines("""
                SERVICE_NAME: Dnscache
                DISPLAY_NAME: DNS-Client
                        TYPE               : 20  WIN32_SHARE_PROCESS
                        STATE              : 4  RUNNING
                                                (NOT_STOPPABLE, NOT_PAUSABLE, ACCEPTS_SHUTDOWN)
                        WIN32_EXIT_CODE    : 0  (0x0)
                SERVICE_NAME: My Service
                DISPLAY_NAME: x
                        TYPE               : 10  WIN32_OWN_PROCESS
                        STATE              : 2  START_PENDING
                """))).containsExactly("dnscache\trunning", "my service\tstartpending");
    }

    @Test
    void startedServices() {
        assertThat(ToolLines.netStart(lines("""
                Folgende Windows-Dienste wurden gestartet:
                   Plug and Play
                   DHCP-Client
                Der Befehl wurde erfolgreich ausgeführt.
                """))).containsExactly("dhcp-client", "plug and play");
    }

    @Test
    void sessions() {
        assertThat(
                        ToolLines.quser(
                                lines(
                                        " BENUTZERNAME          SITZUNGSNAME       ID  STATUS  LEERLAUF   ANMELDEZEIT\n"
                                                + ">admin                 console             1  Aktiv      Kein   24.11.2026 08:01\n"
                                                + " Eve                                       3  Getr.         5   24.11.2026 09:12\n"
                                                + " bob                   rdp-tcp#0           4  Aktiv         .   24.11.2026 10:12\n")))
                .containsExactly("admin\t1", "bob\t4", "eve\t3");
    }

    @Test
    void endpoints() {
        assertThat(ToolLines.netstat(lines("""
                  Proto  Local Address          Foreign Address        State
                  TCP    0.0.0.0:135            0.0.0.0:0              ABHÖREN
                  TCP    [::]:445               [::]:0                 ABHÖREN
                  TCP    10.0.0.5:49700         192.0.2.7:443          HERGESTELLT
                  UDP    0.0.0.0:500            *:*
                  UDP    [fe80::1%12]:546       *:*
                """)))
                .containsExactly(
                        "tcp 0.0.0.0:135 -",
                        "tcp 10.0.0.5:49700 192.0.2.7:443",
                        "tcp [::]:445 -",
                        "udp 0.0.0.0:500 -",
                        "udp [fe80::1]:546 -");
        assertThat(ToolLines.connections(
                        List.of("tcp\t[::1]:1\t[::1]:2\tEstablished\t7", "tcp\t0.0.0.0:5\t0.0.0.0:0\tListen\t8")))
                .containsExactly("tcp 0.0.0.0:5 - listen 8", "tcp [::1]:1 [::1]:2 established 7");
    }

    @Test
    void neighbours() {
        assertThat(ToolLines.arp(lines("""
                Schnittstelle: 10.0.0.5 --- 0x5
                  Internetadresse       Physische Adresse     Typ
                  10.0.0.1              00-11-22-aa-bb-cc     dynamisch
                """))).containsExactly("10.0.0.1\t00:11:22:aa:bb:cc");
    }

    @Test
    void tasks() {
        assertThat(ToolLines.schtasks(lines("""
                "\\Microsoft\\Windows\\X, Y\\Task","N/A","Ready"
                "\\Top","11/25/2026 3:00:00 AM","Disabled"
                """))).containsExactly("\\microsoft\\windows\\x, y\\task", "\\top");
    }

    @Test
    void registry() {
        assertThat(ToolLines.regQuery(lines("""
                HKEY_LOCAL_MACHINE\\SYSTEM\\Select
                    (Default)    REG_SZ    text    with  gaps
                    Current    REG_DWORD    0x1f
                    Big    REG_QWORD    0xffffffffffffffff
                    Nothing    REG_SZ
                    Raw    REG_BINARY    00FF
                """)))
                .containsExactly(
                        "hkey_local_machine\\system\\select\t(Default)\tREG_SZ\ttext    with  gaps",
                        "hkey_local_machine\\system\\select\tBig\tREG_QWORD\t18446744073709551615",
                        "hkey_local_machine\\system\\select\tCurrent\tREG_DWORD\t31",
                        "hkey_local_machine\\system\\select\tNothing\tREG_SZ\t",
                        "hkey_local_machine\\system\\select\tRaw\tREG_BINARY\t00FF");
    }

    private static List<String> lines(String text) {
        return text.lines().toList();
    }
}
