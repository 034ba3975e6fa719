package io.quarry.agent.collect.host.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.agent.SystemdMachine;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a real bus and a real systemd. */
@EnabledOnOs(OS.LINUX)
class SystemBusIT {
    private static final String SYSTEMD = "org.freedesktop.systemd1";
    private static final String ROOT = "/org/freedesktop/systemd1";
    private static final String MANAGER = "org.freedesktop.systemd1.Manager";

    private static SystemdMachine machine;

    @BeforeAll
    static void boot() throws IOException {
        SystemdMachine.assumePossible();
        machine = SystemdMachine.boot(root -> {});
    }

    @AfterAll
    static void end() throws IOException {
        if (machine != null) {
            machine.close();
        }
    }

    private static BusConnection connect() throws BusException {
        return BusConnection.bus(machine.root().resolve("run/dbus/system_bus_socket"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/run/dbus/system_bus_socket", "/run/systemd/private"})
    void listsWhatSystemctlLists(String socket) {
        Set<String> before = oracle();
        Set<String> listed =
                machine.java(ListUnits.class.getName(), socket).lines().collect(Collectors.toCollection(TreeSet::new));
        Set<String> after = oracle();
        assertThat(before).isNotEmpty();
        assertThat(listed).containsAll(before.stream().filter(after::contains).toList());
        after.addAll(before);
        assertThat(after).containsAll(listed);
    }

    private static Set<String> oracle() {
        return machine.run("systemctl", "list-units", "--all", "--full", "--plain", "--no-legend", "--no-pager")
                .lines()
                .map(line -> line.strip().split("\\s+"))
                .map(fields -> fields[0] + " " + fields[2])
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void readsPropertiesOfEveryType() throws IOException {
        try (BusConnection bus = connect()) {
            String path = bus.call(BusCall.of(SYSTEMD, ROOT, MANAGER, "GetUnit", "dbus.service"))
                    .values()
                    .text(0);
            BusProperties properties = bus.properties(SYSTEMD, path, "");
            assertThat(properties.text("Id")).hasValue("dbus.service");
            assertThat(properties.texts("Names")).containsExactly("dbus.service");
            assertThat(properties.flag("CanStart")).hasValue(true);
            assertThat(String.valueOf(properties.number("MainPID").orElseThrow()))
                    .isEqualTo(machine.run("systemctl", "show", "-P", "MainPID", "dbus.service")
                            .strip());
            assertThat(properties.rows("ExecStart").get(0).texts(1)).startsWith("/usr/bin/dbus-daemon", "--system");
        }
    }

    @Test
    void goesOnAfterAnErrorThatWasAnswered() throws IOException {
        try (BusConnection bus = connect()) {
            assertThatThrownBy(() -> bus.call(BusCall.of(SYSTEMD, ROOT, MANAGER, "GetUnit", "none.service")))
                    .isInstanceOfSatisfying(
                            BusException.class, e -> assertThat(e).hasMessageContaining("NoSuchUnit"));
            assertThatThrownBy(() -> bus.call(BusCall.of(SYSTEMD, ROOT, MANAGER, "NoSuchMethod")))
                    .isInstanceOfSatisfying(
                            BusException.class, e -> assertThat(e.reason()).isEqualTo(BusException.Reason.UNKNOWN));
            assertThat(bus.properties(SYSTEMD, ROOT, MANAGER).text("Version")).isPresent();
        }
    }

    @Test
    void startsNoService() throws IOException {
        machine.run("systemctl", "stop", "systemd-timedated");
        try (BusConnection bus = connect()) {
            String name = "org.freedesktop.timedate1"; // would be started if one asked for it in the usual way
            assertThatThrownBy(() -> bus.properties(name, "/org/freedesktop/timedate1", name))
                    .isInstanceOfSatisfying(
                            BusException.class, e -> assertThat(e.reason()).isEqualTo(BusException.Reason.ABSENT));
        }
        assertThat(machine.tryRun("systemctl", "is-active", "systemd-timedated")
                        .text()
                        .strip())
                .isEqualTo("inactive");
    }
}
