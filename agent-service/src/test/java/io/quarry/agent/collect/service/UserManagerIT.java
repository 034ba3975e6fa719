package io.quarry.agent.collect.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.agent.SystemdMachine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Inside a machine, as the agent runs: with a user's own manager, and with many units in 64 MiB of heap. */
@EnabledOnOs(OS.LINUX)
class UserManagerIT {
    private static final int MANY = 6_000;
    private static final String OWN = "home/qann/.config/systemd/user/";

    private static SystemdMachine machine;
    private static List<String> rows;

    @BeforeAll
    static void boot() throws IOException {
        SystemdMachine.assumePossible();
        machine = SystemdMachine.boot(UserManagerIT::plant);
        if (machine.tryRun("systemctl", "start", "user@4242.service").code() != 0) {
            throw new AssertionError(machine.run("journalctl", "--no-pager", "-n", "40"));
        }
        rows = machine.java(PrintServices.class.getName(), "all").lines().toList();
    }

    private static void plant(Path root) throws IOException {
        Files.writeString(root.resolve("etc/group"), "qann:x:4242:\nqbob:x:4243:\n", StandardOpenOption.APPEND);
        Files.writeString(root.resolve("etc/shadow"), "qann:*:19000::::::\n", StandardOpenOption.APPEND); // for PAM
        String line = "qann:x:4242:4242::/home/qann:/bin/sh\n";
        Files.writeString(root.resolve("etc/passwd"), line, StandardOpenOption.APPEND);
        UnitGarden garden = new UnitGarden(root)
                .file(
                        OWN + "q-own.service",
                        "[Service]\nExecStart=/bin/sleep 3600\n[Install]\nWantedBy=default.target\n")
                .link(OWN + "default.target.wants/q-own.service", "../q-own.service");
        String many = "[Service]\nExecStart=/bin/sleep " + "x".repeat(200) + "\n";
        for (int i = 0; i < MANY; i++) {
            garden.file("home/qbob/.config/systemd/user/q-many" + i + ".service", many);
        }
        Files.writeString(
                root.resolve("etc/passwd"), "qbob:x:4243:4243::/home/qbob:/bin/sh\n", StandardOpenOption.APPEND);
    }

    @AfterAll
    static void end() throws IOException {
        if (machine != null) {
            machine.close();
        }
    }

    @Test
    void asksAUsersManager() {
        assertThat(rows.stream().filter(row -> row.startsWith("problem:"))).isEmpty();
        String pid = machine.run(
                        "setpriv",
                        "--reuid=4242",
                        "--regid=4242",
                        "--clear-groups",
                        "env",
                        "XDG_RUNTIME_DIR=/run/user/4242",
                        "systemctl",
                        "--user",
                        "show",
                        "-P",
                        "MainPID",
                        "q-own.service")
                .strip();
        assertThat(Integer.parseInt(pid)).isPositive();
        assertThat(rows.stream().filter(row -> row.contains("\"q-own.service\"")))
                .singleElement()
                .satisfies(row -> assertThat(row)
                        .contains("\"state\": \"RUNNING\"", "\"pid\": " + pid + ",", "\"account\": \"qann\"")
                        .contains("\"enabled_state\": \"enabled\"", "\"start_type\": \"AUTOMATIC\""));
    }

    @Test
    void holdsManyUnitsInLittleMemory() {
        assertThat(rows.stream().filter(row -> row.contains("{\"name\": \"q-many")))
                .hasSize(MANY);
    }
}
