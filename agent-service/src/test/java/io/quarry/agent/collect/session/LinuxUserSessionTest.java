package io.quarry.agent.collect.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.jobs.SessionSource;
import io.quarry.jobs.UserSessionFinding;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A planted host: a boot an hour ago, processes, utmp and state files as they are on hosts without a bus. */
@EnabledOnOs(OS.LINUX)
class LinuxUserSessionTest {
    private static final long BOOT = 1_800_000_000L;
    private static final Clock NOW = Clock.fixed(Instant.ofEpochSecond(BOOT + 3_600), ZoneOffset.UTC);

    @TempDir
    private Path root;

    @BeforeEach
    void plant() throws IOException {
        write("etc/passwd", "root:x:0:0::/root:/bin/sh\nalice:x:4001:4001::/home/alice:/bin/sh\n");
        write("proc/stat", "cpu  1 2 3\nbtime " + BOOT + "\nprocesses 9\n");
        process(1, 0, "init", 0, 0, "init");
    }

    private void write(String file, String text) throws IOException {
        Files.createDirectories(root.resolve(file).getParent());
        Files.write(root.resolve(file), text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** @param device of its terminal */
    private void process(int pid, int parent, String name, int device, int seconds, String title) throws IOException {
        write(
                "proc/" + pid + "/stat",
                pid + " (" + name + ") S " + parent + " " + pid + " " + pid + " " + device
                        + " -1 0 0 0 0 0 0 0 0 0 20 0 1 0 " + seconds * 100 + " 0 0\n");
        write("proc/" + pid + "/cmdline", title);
        write("proc/" + pid + "/loginuid", "4294967295");
        write("proc/" + pid + "/sessionid", "4294967295");
        write("proc/" + pid + "/cgroup", "0::/\n");
    }

    private Gathered collect() {
        return Gathered.from(root, NOW, false, false);
    }

    private void utmp(byte[]... records) throws IOException {
        Files.createDirectories(root.resolve("run"));
        Files.write(root.resolve("run/utmp"), UtmpTest.file(records));
    }

    private static byte[] entry(int type, int pid, String line, String user, String host, int seconds) {
        return UtmpTest.entry(false, ByteOrder.nativeOrder(), type, pid, line, user, host, BOOT + seconds);
    }

    @Test
    void deadEntriesAreNoSessions() throws IOException {
        process(500, 1, "bash", 136 << 8, 100, "-bash");
        process(502, 1, "other", 0, 3_000, "other");
        utmp(
                entry(2, 0, "~", "reboot", "6.1", 0),
                entry(6, 40, "tty1", "LOGIN", "", 5),
                entry(8, 400, "pts/7", "alice", "", 50),
                entry(7, 400, "pts/8", "alice", "gone.example.net", 60),
                entry(7, 502, "pts/9", "alice", "reused.example.net", 70),
                entry(7, 500, "pts/0", "alice", "client.example.net", 101));
        Gathered gathered = collect();
        UserSessionFinding row = gathered.of("alice");
        assertThat(gathered.rows()).hasSize(1);
        assertThat(row.getTerminal()).isEqualTo("pts/0");
        assertThat(row.getRemoteHost()).isEqualTo("client.example.net");
        assertThat(row.getRemoteAddress()).isEqualTo("192.0.2.7");
        assertThat(row.getType()).isEqualTo("NETWORK");
        assertThat(row.getUid()).isEqualTo(4001);
        assertThat(row.getLogonTime()).isEqualTo(Instant.ofEpochSecond(BOOT + 101, 654_321_000));
        assertThat(row.getSource()).containsExactly(SessionSource.UTMP);
        assertThat(gathered.problems()).isEmpty();
    }

    @Test
    void anEntryOfADeadProcessIsKeptWhereProcessesAreHidden() throws IOException {
        Files.delete(root.resolve("proc/1/stat"));
        utmp(entry(7, 400, "pts/8", "alice", "", 60));
        Gathered gathered = collect();
        assertThat(gathered.of("alice").getProblems())
                .anyMatch(problem -> problem.getItem().equals("state"));
        assertThat(gathered.problems()).anyMatch(problem -> problem.getItem().equals("/proc"));
    }

    @Test
    void findsSshAndLoginInTheProcessTable() throws IOException {
        process(10, 1, "sshd", 0, 1, "sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups");
        process(600, 10, "sshd-session", 0, 200, "sshd-session: alice [priv]");
        process(601, 600, "sshd-session", 0, 201, "sshd-session: alice@pts/3");
        process(602, 601, "bash", 136 << 8 | 3, 201, "-bash");
        process(700, 1, "login", 4 << 8 | 2, 300, "/bin/login -p --     ");
        process(701, 700, "bash", 4 << 8 | 2, 310, "-bash");
        process(800, 1, "login", 4 << 8 | 3, 300, "/bin/login -p --     ");
        Gathered gathered = collect();
        UserSessionFinding alice = gathered.of("alice");
        assertThat(alice.getLeaderPid()).isEqualTo(600);
        assertThat(alice.getTerminal()).isEqualTo("pts/3");
        assertThat(alice.getLogonTime()).isEqualTo(Instant.ofEpochSecond(BOOT + 200));
        assertThat(alice.getProblems()).anyMatch(problem -> problem.getItem().equals("remote_address"));
        UserSessionFinding root = gathered.of("root");
        assertThat(root.getType()).isEqualTo("TTY");
        assertThat(root.getTerminal()).isEqualTo("tty2");
        assertThat(root.getSource()).containsExactly(SessionSource.PROC);
        assertThat(gathered.rows()).hasSize(2); // who still types a password has none
    }

    @Test
    void findsLoginsThatOnlyAuditKnows() throws IOException {
        process(20, 1, "cron", 0, 1, "/usr/sbin/cron -f");
        process(900, 20, "cron", 0, 400, "CRON");
        write("proc/900/loginuid", "4001");
        write("proc/900/sessionid", "12");
        process(901, 900, "sh", 0, 401, "sh");
        write("proc/901/loginuid", "4001");
        write("proc/901/sessionid", "12");
        UserSessionFinding row = collect().of("alice");
        assertThat(row.getType()).isEqualTo("BATCH");
        assertThat(row.getLogonId()).isEqualTo("12");
        assertThat(row.getLeaderPid()).isEqualTo(900);
        assertThat(row.getProcessCount()).isEqualTo(2);
    }

    @Test
    void mergesTheFilesOfLogindWithTheOthers() throws IOException {
        process(182, 1, "sshd", 0, 100, "sshd: alice [priv]");
        process(190, 182, "sshd", 0, 100, "sshd: alice@pts/1");
        write("proc/182/cgroup", "0::/user.slice/user-4001.slice/session-3.scope\n");
        write("proc/190/cgroup", "0::/user.slice/user-4001.slice/session-3.scope\n");
        write(
                "run/systemd/sessions/3",
                "UID=4001\nUSER=alice\nSTATE=closing\nREMOTE=1\nTYPE=tty\nCLASS=user\nTTY=pts/1\n"
                        + "REMOTE_HOST=2001:db8::5\nSERVICE=sshd\nLEADER=182\nREALTIME=1800000100000007\n");
        utmp(entry(7, 190, "pts/1", "alice", "2001:db8::5", 100));
        UserSessionFinding row = collect().of("alice");
        assertThat(row.getSource()).containsExactly(SessionSource.LOGIND, SessionSource.UTMP, SessionSource.PROC);
        assertThat(row.getState()).isEqualTo("CLOSING");
        assertThat(row.getRemoteHost()).isEqualTo("2001:db8::5");
        assertThat(row.getRemoteAddress()).isEqualTo("2001:db8::5");
        assertThat(row.getLogonTime()).isEqualTo(Instant.ofEpochSecond(BOOT + 100, 7_000));
        assertThat(Gathered.from(root, NOW, true, false).rows()).isEmpty();
        assertThat(Gathered.from(root, NOW, false, true).rows()).hasSize(1);
        assertThat(Gathered.from(root, NOW, true, true).rows()).hasSize(1);
    }

    @Test
    void nothingIsCutOrFollowed() throws IOException {
        Files.createDirectories(root.resolve("run"));
        Files.write(root.resolve("run/utmp"), new byte[385]);
        Files.createDirectories(root.resolve("run/systemd/sessions"));
        Files.createSymbolicLink(root.resolve("run/systemd/sessions/9"), Path.of("/etc/passwd"));
        Gathered gathered = collect();
        assertThat(gathered.rows())
                .noneMatch(row -> row.getUser() != null && row.getUser().equals("alice"));
        assertThat(gathered.problems())
                .extracting(problem -> problem.getItem())
                .contains("/run/utmp", "/run/systemd/sessions/9");
    }
}
