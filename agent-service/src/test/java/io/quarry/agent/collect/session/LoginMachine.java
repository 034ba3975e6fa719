package io.quarry.agent.collect.session;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarry.agent.SystemdMachine;
import io.quarry.agent.collect.Oracle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;

/** A machine with a real logind and sessions of every kind, and what {@code loginctl} says of them. */
abstract class LoginMachine {
    static final ObjectMapper JSON = new ObjectMapper();

    static SystemdMachine machine;

    @BeforeAll
    static void boot() throws IOException {
        SystemdMachine.assumePossible();
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/sbin/sshd")), "needs openssh-server");
        machine = SystemdMachine.boot(LoginMachine::plant);
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
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(LoginMachine::loggedIn);
    }

    /** All four, and so far that their processes have the names they will keep. */
    static boolean loggedIn() {
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

    static void plant(Path root) throws IOException {
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

    static void append(Path file, String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.APPEND);
    }

    static Map<String, Map<String, String>> loginctl() {
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

    static Gathered gathered(boolean active, boolean remote) {
        return Gathered.from(machine.root(), Clock.systemUTC(), active, remote);
    }
}
