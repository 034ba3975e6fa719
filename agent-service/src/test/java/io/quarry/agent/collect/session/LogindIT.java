package io.quarry.agent.collect.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarry.agent.SystemdMachine;
import io.quarry.agent.collect.Oracle;
import io.quarry.jobs.SessionSource;
import io.quarry.jobs.UserSessionFinding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Sessions of a real logind, made by PAM and by a real sshd, against {@code loginctl}. */
@EnabledOnOs(OS.LINUX)
class LogindIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static SystemdMachine machine;

    @BeforeAll
    static void boot() throws IOException {
        SystemdMachine.assumePossible();
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/sbin/sshd")), "needs openssh-server");
        machine = SystemdMachine.boot(LogindIT::plant);
        machine.run("systemd-run", "--uid=alice", "-p", "PAMName=login", "sleep", "1000");
        machine.run("systemd-run", "script", "-qc", "login -f carol", "/dev/null");
        machine.run("systemd-run", "-p", "Type=exec", "/usr/sbin/sshd", "-D", "-f", "/etc/ssh/test_config");
        for (String who : List.of("bob", "root")) {
            machine.run(
                    "systemd-run",
                    "-p",
                    "Type=exec",
                    "ssh",
                    "-i",
                    "/etc/ssh/test_key",
                    "-tt",
                    "-p",
                    "2222",
                    "-o",
                    "StrictHostKeyChecking=no",
                    "-o",
                    "UserKnownHostsFile=/dev/null",
                    who + "@127.0.0.1",
                    "sleep 1000");
        }
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(LogindIT::loggedIn);
    }

    /** All four, and so far that their processes have the names they will keep. */
    private static boolean loggedIn() {
        String processes = machine.run("ps", "-eo", "args");
        return Stream.of("sshd: bob@pts/", "sshd: root@pts/", "/etc/stay").allMatch(processes::contains)
                && loginctl().size() == 4;
    }

    @AfterAll
    static void end() throws IOException {
        if (machine != null) {
            machine.close();
        }
    }

    private static void plant(Path root) throws IOException {
        append(
                root.resolve("etc/passwd"),
                "alice:x:4001:4001::/home/alice:/bin/sh\nbob:x:4002:4002::/home/bob:/bin/sh\ncarol:x:4003:4003::/home/carol:/etc/stay\n");
        Path shell = root.resolve("etc/stay"); // a shell would end with its input
        Files.writeString(shell, "#!/bin/sh\nsleep 1000\n");
        Files.setPosixFilePermissions(shell, PosixFilePermissions.fromString("rwxr-xr-x"));
        append(
                root.resolve("etc/shadow"),
                "alice:*:20000:0:99999:7:::\nbob:*:20000:0:99999:7:::\ncarol:*:20000:0:99999:7:::\n");
        append(root.resolve("etc/group"), "alice:x:4001:\nbob:x:4002:\ncarol:x:4003:\n");
        Path ssh = Files.createDirectories(root.resolve("etc/ssh"));
        for (String key : List.of("test_key", "test_host_key")) {
            Oracle.output(
                    Map.of(),
                    List.of(
                            "ssh-keygen",
                            "-q",
                            "-t",
                            "ed25519",
                            "-N",
                            "",
                            "-f",
                            ssh.resolve(key).toString()));
        }
        Files.writeString(
                ssh.resolve("test_config"),
                "Port 2222\nUsePAM yes\nPermitRootLogin yes\nStrictModes no\n"
                        + "HostKey /etc/ssh/test_host_key\nAuthorizedKeysFile /etc/ssh/test_key.pub\n");
        Path runs = Files.createDirectories(root.resolve("etc/tmpfiles.d")).resolve("test.conf");
        Files.writeString(runs, "d /run/sshd 0755 root root\n");
        for (String home : List.of("home/alice", "home/bob", "home/carol")) {
            Files.createDirectories(
                    root.resolve(home),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        }
    }

    private static void append(Path file, String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.APPEND);
    }

    private static Map<String, Map<String, String>> loginctl() {
        Map<String, Map<String, String>> sessions = new HashMap<>();
        for (String line :
                machine.run("loginctl", "list-sessions", "--no-legend").lines().toList()) {
            String id = line.strip().split("\\s+")[0];
            Map<String, String> properties = new HashMap<>();
            machine.run("loginctl", "show-session", id).lines().forEach(property -> {
                String[] parts = property.split("=", 2);
                properties.put(parts[0], parts[1]);
            });
            sessions.put(id, properties);
        }
        return sessions;
    }

    private static Gathered gathered(boolean active, boolean remote) {
        return Gathered.from(machine.root(), Clock.systemUTC(), active, remote);
    }

    /** A host with only some of the machine's folders. */
    private static Gathered seeing(Path folder, String... names) throws IOException {
        Files.createDirectories(folder.resolve("etc"));
        Files.copy(machine.root().resolve("etc/passwd"), folder.resolve("etc/passwd"));
        for (String name : names) {
            Files.createDirectories(folder.resolve(name).getParent());
            Files.createSymbolicLink(folder.resolve(name), machine.root().resolve(name));
        }
        return Gathered.from(folder, Clock.systemUTC(), false, false);
    }

    @Test
    void hasTheSessionsOfLoginctl() throws IOException {
        Map<String, Map<String, String>> before = loginctl();
        List<JsonNode> rows = new ArrayList<>();
        for (String line : machine.java(Gathered.class.getName(), "/").lines().toList()) {
            rows.add(JSON.readTree(line));
        }
        assertThat(loginctl().keySet()).isEqualTo(before.keySet());
        assertThat(rows).hasSameSizeAs(before.keySet());
        for (JsonNode row : rows) {
            Map<String, String> session = before.get(row.path("session_id").asText());
            assertThat(session).as("%s", row).isNotNull();
            agree(session, row);
        }
    }

    private static void agree(Map<String, String> session, JsonNode row) {
        assertThat(row.path("user").asText()).isEqualTo(session.get("Name"));
        assertThat(row.path("uid").asText()).isEqualTo(session.get("User"));
        assertThat(row.path("leader_pid").asText()).isEqualTo(session.get("Leader"));
        assertThat(row.path("logon_id").asText()).isEqualTo(session.get("Audit"));
        assertThat(row.path("state").asText().toLowerCase(Locale.ROOT)).isEqualTo(session.get("State"));
        assertThat(row.path("authentication_package").asText()).isEqualTo(session.get("Service"));
        assertThat(row.path("terminal").asText(""))
                .isEqualTo(session.getOrDefault("TTY", row.path("terminal").asText("")));
        assertThat(row.path("remote_host").asText("")).isEqualTo(session.getOrDefault("RemoteHost", ""));
        String since = String.valueOf(session.get("Timestamp"))
                        .replaceAll("^\\w+ | UTC$", "")
                        .replace(' ', 'T') + "Z";
        assertThat(Instant.parse(row.path("logon_time").asText()).truncatedTo(ChronoUnit.SECONDS))
                .isEqualTo(Instant.parse(since));
        assertThat(row.path("source").toString()).contains("LOGIND");
    }

    @Test
    void tellsLocalFromRemoteAndMergesItsSources() {
        Gathered all = gathered(false, false);
        UserSessionFinding bob = all.of("bob");
        assertThat(bob.getType()).isEqualTo("SSH");
        assertThat(bob.getRemoteAddress()).isEqualTo("127.0.0.1");
        assertThat(bob.getTerminal()).startsWith("pts/");
        assertThat(bob.getIdleSeconds()).isBetween(0L, 120L);
        assertThat(bob.getProcessCount()).isGreaterThanOrEqualTo(3);
        assertThat(bob.getSource()).containsExactly(SessionSource.LOGIND, SessionSource.UTMP, SessionSource.PROC);
        UserSessionFinding carol = all.of("carol");
        assertThat(carol.getType()).isEqualTo("TTY");
        assertThat(carol.getRemoteHost()).isNull();
        assertThat(carol.getSource()).containsExactly(SessionSource.LOGIND, SessionSource.UTMP, SessionSource.PROC);
        assertThat(all.of("alice").getType()).isEqualTo("UNSPECIFIED");
        assertThat(all.problems()).isEmpty();
    }

    @Test
    void selectsBySwitches() {
        String id = String.valueOf(gathered(false, false).of("alice").getSessionId());
        String path = "/org/freedesktop/login1/session/" + "_3" + id;
        machine.run(
                "busctl",
                "call",
                "org.freedesktop.login1",
                path,
                "org.freedesktop.login1.Session",
                "SetLockedHint",
                "b",
                "true");
        assertThat(gathered(false, false).of("alice").getState()).isEqualTo("LOCKED");
        assertThat(users(gathered(false, true))).containsExactlyInAnyOrder("bob", "root");
        assertThat(users(gathered(true, false))).containsExactlyInAnyOrder("alice", "bob", "carol", "root");
        assertThat(users(gathered(true, true))).containsExactlyInAnyOrder("alice", "bob", "carol", "root");
    }

    private static List<String> users(Gathered gathered) {
        return gathered.rows().stream().map(UserSessionFinding::getUser).toList();
    }

    @Test
    void findsSessionsWithoutLogindAndUtmp(@TempDir Path folder) throws IOException {
        Gathered processes = seeing(folder, "proc", "dev");
        UserSessionFinding bob = processes.of("bob");
        UserSessionFinding known = gathered(false, false).of("bob");
        assertThat(bob.getSource()).containsExactly(SessionSource.PROC);
        assertThat(bob.getType()).isEqualTo("SSH");
        assertThat(bob.getRemoteAddress()).isEqualTo("127.0.0.1");
        assertThat(bob.getTerminal()).isEqualTo(known.getTerminal());
        assertThat(bob.getLeaderPid()).isEqualTo(known.getLeaderPid());
        assertThat(Duration.between(bob.getLogonTime(), known.getLogonTime()).abs())
                .isLessThan(Duration.ofSeconds(3));
        assertThat(processes.of("carol").getType()).isEqualTo("TTY");
        assertThat(users(processes)).contains("root", "alice");
    }

    @Test
    void readsTheFilesOfLogindWhereThereIsNoBus(@TempDir Path folder) throws IOException {
        Gathered files = seeing(folder, "proc", "dev", "run/systemd");
        Gathered bus = gathered(false, false);
        for (String user : List.of("alice", "bob", "carol", "root")) {
            UserSessionFinding filed = files.of(user);
            UserSessionFinding asked = bus.of(user);
            assertThat(filed.getSessionId()).isEqualTo(asked.getSessionId());
            assertThat(filed.getType()).isEqualTo(asked.getType());
            assertThat(filed.getLogonTime()).isEqualTo(asked.getLogonTime());
            assertThat(filed.getRemoteHost()).isEqualTo(asked.getRemoteHost());
            assertThat(filed.getLeaderPid()).isEqualTo(asked.getLeaderPid());
            assertThat(filed.getTerminal()).isEqualTo(asked.getTerminal());
        }
    }
}
