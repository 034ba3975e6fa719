package io.quarry.agent.collect.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.agent.collect.Captured;
import io.quarry.agent.collect.host.MalformedTextException;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SessionParsersTest {
    /** systemd 252, a remote session. */
    private static final String REMOTE =
            "# This is private data. Do not parse.\nUID=4002\nUSER=bob\nACTIVE=1\nIS_DISPLAY=1\nSTATE=active\nREMOTE=1\n"
                    + "LEADER_FD_SAVED=1\nTYPE=tty\nORIGINAL_TYPE=tty\nCLASS=user\nSCOPE=session-3.scope\n"
                    + "FIFO=/run/systemd/sessions/3.ref\nTTY=pts/1\nTTY_VALIDITY=from-pam\nREMOTE_HOST=192.0.2.9\n"
                    + "SERVICE=sshd\nLEADER=182\nAUDIT=3\nREALTIME=1795541513849971\nMONOTONIC=4757071954\nCONTROLLER=:1.7\n";

    /** systemd 219, a text console. */
    private static final String CONSOLE =
            "UID=0\nUSER=root\nACTIVE=1\nSTATE=active\nREMOTE=0\nKILL_PROCESSES=0\nTYPE=tty\nCLASS=user\nSEAT=seat0\nTTY=tty1\n"
                    + "SERVICE=login\nVTNR=1\nPOS=1\nLEADER=901\nAUDIT=4294967295\nREALTIME=1512345678000001\n";

    /** systemd 257, a graphical one, with values quoted and escaped. */
    private static final String GRAPHICAL =
            "UID=1000\nUSER='al ice'\nACTIVE=0\nSTATE=online\nREMOTE=0\nLOCKED_HINT=1\nTYPE=wayland\nCLASS=user\nSEAT=seat0\n"
                    + "DISPLAY=\":0\"\nDESKTOP=a\\x20b\\\\c\\nd\nSERVICE=gdm-password\nLEADER=1200\nREALTIME=1\n";

    private static LogindSession session(String text) {
        return LogindSession.of("7", StateFile.parse(Captured.bytes(text)));
    }

    @Test
    void readsTheFilesOfThreeVersionsOfLogind() {
        LogindSession remote = session(REMOTE);
        assertThat(remote.user()).isEqualTo("bob");
        assertThat(remote.uid()).isEqualTo(4002);
        assertThat(remote.remote()).isTrue();
        assertThat(remote.remoteHost()).isEqualTo("192.0.2.9");
        assertThat(remote.since()).isEqualTo(Instant.parse("2026-11-24T17:31:53.849971Z"));
        assertThat(remote.audit()).isEqualTo(3);
        LogindSession console = session(CONSOLE);
        assertThat(console.audit()).isNull();
        assertThat(console.seat()).isEqualTo("seat0");
        assertThat(console.remote()).isFalse();
        LogindSession graphical = session(GRAPHICAL);
        assertThat(graphical.user()).isEqualTo("al ice");
        assertThat(graphical.display()).isEqualTo(":0");
        assertThat(graphical.locked()).isTrue();
        assertThat(graphical.state()).isEqualTo("online");
        assertThat(StateFile.parse(Captured.bytes(GRAPHICAL)).text("DESKTOP")).hasValue("a b\\c\nd");
    }

    @Test
    void makesNothingOfWhatIsNone() {
        for (String text :
                new String[] {"", "\n\n", "=", "UID", "UID=x\nLEADER=99999999999999999999\n", "A=\\x", "\u0000\u0001"
                }) {
            LogindSession session = session(text);
            assertThat(session.user()).isNull();
            assertThat(session.leader()).isNull();
            assertThat(session.uid()).isNull();
        }
    }

    @Test
    void readsTitlesOfSshd() {
        assertThat(SshTitle.parse("sshd: alice@pts/0")).hasValue(new SshTitle("alice", false, "pts/0"));
        assertThat(SshTitle.parse("sshd-session: alice@pts/12,pts/13 "))
                .hasValue(new SshTitle("alice", false, "pts/12"));
        assertThat(SshTitle.parse("sshd: DOM\\al.ice@corp@notty"))
                .hasValue(new SshTitle("DOM\\al.ice@corp", false, null));
        assertThat(SshTitle.parse("sshd: bob [priv]")).hasValue(new SshTitle("bob", true, null));
        for (String none : List.of(
                "sshd: bob [net]",
                "sshd: unknown [priv]",
                "sshd: [accepted]",
                "sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups",
                "/usr/sbin/sshd -D",
                "",
                "bash")) {
            assertThat(SshTitle.parse(none)).as(none).isEmpty();
        }
    }

    @Test
    void readsProcesses() throws MalformedTextException {
        String stat = "254 (sh) x) (S) S 247 254 254 34817 254 4194304 1 0 0 0 0 0 0 0 20 0 1 0 475693 1 1\n";
        ProcessFacts facts = ProcessFacts.parse(254, Captured.bytes(stat));
        assertThat(facts.name()).isEqualTo("sh) x) (S");
        assertThat(facts.parent()).isEqualTo(247);
        assertThat(facts.terminal()).isEqualTo("pts/1");
        assertThat(facts.startTicks()).isEqualTo(475693);
        for (String none : new String[] {"", "1", "1 (a", "1 (a)", "1 (a) S x", "1 (a) S 1 1 1 0"}) {
            assertThatThrownBy(() -> ProcessFacts.parse(1, Captured.bytes(none)))
                    .isInstanceOf(MalformedTextException.class);
        }
        assertThat(ProcessFacts.terminal(0)).isNull();
        assertThat(ProcessFacts.terminal(4 << 8 | 1)).isEqualTo("tty1");
        assertThat(ProcessFacts.terminal(4 << 8 | 65)).isEqualTo("ttyS1");
        assertThat(ProcessFacts.terminal(137 << 8 | 3)).isEqualTo("pts/259");
        assertThat(ProcessFacts.audit(Captured.bytes("4294967295"))).isNull();
        assertThat(ProcessFacts.audit(Captured.bytes("17"))).isEqualTo(17);
        assertThat(ProcessFacts.scope(Captured.bytes("0::/user.slice/user-0.slice/session-c2.scope\n")))
                .isEqualTo("c2");
        assertThat(ProcessFacts.scope(Captured.bytes("1:name=systemd:/user.slice/user-0.slice/user@0.service\n")))
                .isNull();
    }

    @Test
    void findsPeersOfSockets() {
        String four =
                "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
                        + "   0: 00000000:08AE 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 11 1\n"
                        + "   1: 0100007F:08AE 070200C0:D431 01 00000000:00000000 00:00000000 00000000     0        0 12 1\n"
                        + "garbage\n   2: 0100007F";
        String six =
                "header\n   0: 0000000000000000FFFF00000100007F:08AE 0000000000000000FFFF0000070200C0:D431 01 0:0 0:0 0 0 0 13 1\n"
                        + "   1: B80D0120000000000000000001000000:08AE B80D0120000000000000000009000000:D431 01 0:0 0:0 0 0 0 14 1\n";
        Map<Long, String> found = new HashMap<>();
        TcpPeers.find(Captured.bytes(four), List.of(11L, 12L), ByteOrder.LITTLE_ENDIAN, found);
        TcpPeers.find(Captured.bytes(six), List.of(13L, 14L), ByteOrder.LITTLE_ENDIAN, found);
        assertThat(found)
                .containsOnly(Map.entry(12L, "192.0.2.7"), Map.entry(13L, "192.0.2.7"), Map.entry(14L, "2001:db8::9"));
    }

    @Test
    void writesAddressesShort() {
        byte[] loopback = new byte[16];
        loopback[15] = 1;
        assertThat(TcpPeers.text(loopback)).isEqualTo("::1");
        assertThat(TcpPeers.text(new byte[16])).isEqualTo("::");
        byte[] middle = {0x20, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1};
        assertThat(TcpPeers.text(middle)).isEqualTo("2001:0:0:1::1");
    }
}
