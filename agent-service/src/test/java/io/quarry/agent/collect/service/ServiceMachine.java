package io.quarry.agent.collect.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.agent.SystemdMachine;
import io.quarry.jobs.InstalledServiceFinding;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** A machine with a real systemd and planted units: what the job says of it, and what systemctl says. */
abstract class ServiceMachine {
    static final String PROPERTIES =
            "Id,ActiveState,MainPID,FragmentPath,SourcePath,DropInPaths,User,Type,ExecMainStatus,ExecMainCode,LoadState,ExecStart";

    static SystemdMachine machine;

    static Services services;

    static Map<String, String> files;

    static Map<String, Map<String, String>> shown;

    @BeforeAll
    static void boot() throws IOException {
        SystemdMachine.assumePossible();
        machine = SystemdMachine.boot(root -> UnitGarden.plant(root).plantRunning());
        machine.run("systemctl", "enable", "--runtime", "q-disabled.service");
        machine.run("systemctl", "mask", "--runtime", "q-free@off.service", "q-triggered.service");
        machine.run("systemctl", "unmask", "--runtime", "q-triggered.service");
        machine.run(
                "systemctl", "start", "q-alias.service", "q-tmpl@late.service", "q-long-name.service", "q-clock.timer");
        machine.tryRun("systemctl", "start", "q-fails.service", "q-killed.service");
        machine.run("systemd-run", "--unit=q-transient", "/bin/sleep", "3600");
        Map<String, String> filesBefore = unitFiles();
        Map<String, Map<String, String>> before = show();
        services = Services.below(machine.root(), params -> {});
        files = unitFiles();
        files.entrySet().retainAll(filesBefore.entrySet());
        shown = show();
        shown.entrySet().retainAll(before.entrySet());
    }

    @AfterAll
    static void end() throws IOException {
        if (machine != null) {
            machine.close();
        }
    }

    static Map<String, String> unitFiles() {
        Map<String, String> states = new TreeMap<>();
        machine.run("systemctl", "list-unit-files", "--type=service", "--no-legend", "--no-pager", "--full")
                .lines()
                .map(line -> line.strip().split("\\s+"))
                .forEach(fields -> states.put(fields[0], fields[1]));
        return states;
    }

    /** Properties of every service that is loaded, by name. */
    static Map<String, Map<String, String>> show() {
        Map<String, Map<String, String>> units = new HashMap<>();
        Map<String, String> unit = new HashMap<>();
        String text = machine.run("systemctl", "show", "--all", "-p", PROPERTIES, "--", "*.service");
        for (String line : (text + "\n").split("\n", -1)) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                unit.putIfAbsent(line.substring(0, equals), line.substring(equals + 1));
            } else if (unit.containsKey("Id")) {
                units.put(value(unit, "Id"), unit);
                unit = new HashMap<>();
            }
        }
        return units;
    }

    static String value(Map<String, String> unit, String property) {
        return unit.getOrDefault(property, "");
    }

    static List<InstalledServiceFinding> ofTheSystem(String name) {
        return services.named(name).stream()
                .filter(row -> !String.valueOf(row.getSourceFile()).contains("/user/"))
                .toList();
    }

    static InstalledServiceFinding row(String name) {
        List<InstalledServiceFinding> rows = ofTheSystem(name);
        assertThat(rows).as(name).hasSize(1);
        return rows.get(0);
    }
}
