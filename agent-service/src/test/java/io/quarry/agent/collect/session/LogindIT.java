package io.quarry.agent.collect.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarry.jobs.SessionSource;
import io.quarry.jobs.UserSessionFinding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Sessions of a real logind, made by PAM and by a real sshd, against {@code loginctl}. */
@EnabledOnOs(OS.LINUX)
class LogindIT extends LoginMachine {
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
