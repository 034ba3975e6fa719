package io.quarry.agent.collect.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.jobs.InstalledServiceFinding;
import io.quarry.model.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Services as {@code systemctl} of a real systemd has them. */
@EnabledOnOs(OS.LINUX)
class SystemctlIT extends ServiceMachine {
    @Test
    void hasEachUnitFileInTheStateOfSystemctl() {
        Map<String, String> ours = new TreeMap<>();
        files.keySet().forEach(name -> ours.put(name, String.valueOf(row(name).getEnabledState())));
        assertThat(ours).hasSizeGreaterThan(100).isEqualTo(files);
        assertThat(files.values())
                .contains("enabled", "disabled", "static", "masked", "alias", "linked", "indirect", "generated")
                .contains("transient", "enabled-runtime", "masked-runtime", "bad");
    }

    @Test
    void findsTheSameStatesWithoutAsking() {
        List<String> different = new ArrayList<>();
        services.rows().forEach(row -> row.getProblems().stream()
                .filter(problem -> problem.getItem().equals("enabled_state"))
                .filter(problem -> String.valueOf(problem.getDetail()).contains("links say"))
                .forEach(problem ->
                        different.add(row.getName() + " " + row.getEnabledState() + " " + problem.getDetail())));
        assertThat(different).isEmpty();
    }

    @Test
    void hasEachLoadedUnitAsSystemctlShowsIt() {
        SoftAssertions softly = new SoftAssertions();
        int compared = 0;
        for (Map<String, String> unit : shown.values()) {
            String name = value(unit, "Id");
            if (value(unit, "LoadState").equals("not-found")) {
                softly.assertThat(ofTheSystem(name)).as(name).isEmpty();
                continue;
            }
            compare(softly, row(name), unit);
            compared++;
        }
        softly.assertThat(compared).isGreaterThan(20);
        softly.assertAll();
    }

    private static void compare(SoftAssertions softly, InstalledServiceFinding row, Map<String, String> unit) {
        String name = value(unit, "Id");
        String pid = value(unit, "MainPID");
        softly.assertThat(row.getPid()).as(name).isEqualTo(pid.equals("0") ? null : Integer.valueOf(pid));
        String state =
                switch (value(unit, "ActiveState")) {
                    case "active" -> "RUNNING";
                    case "failed" -> "FAILED";
                    case "inactive" -> "STOPPED";
                    default -> "pending";
                };
        softly.assertThat(row.getState()).as(name).isIn(state, "NOT_LOADED");
        String dropIns = value(unit, "DropInPaths").replace("\"", "").replace("\\\\", "\\"); // quoted where needed
        softly.assertThat(String.join(" ", row.getDropIns())).as(name).isEqualTo(dropIns);
        if (value(unit, "SourcePath").startsWith("/etc/init.d/")) {
            softly.assertThat(row.getSourceFile()).as(name).isEqualTo(value(unit, "SourcePath"));
        } else if (!value(unit, "LoadState").equals("masked")) {
            softly.assertThat(row.getSourceFile()).as(name).isEqualTo(value(unit, "FragmentPath"));
            softly.assertThat(row.getType()).as(name).isEqualTo(value(unit, "Type"));
            String user = value(unit, "User");
            softly.assertThat(row.getAccount()).as(name).isEqualTo(user.isEmpty() ? "root" : user);
        }
        softly.assertThat(row.getProblems())
                .as(name)
                .extracting(Problem::getDetail)
                .noneMatch(detail -> detail.contains("systemd has loaded"));
    }

    @Test
    void resolvesImagesAsSystemdDoes() {
        SoftAssertions softly = new SoftAssertions();
        for (Map<String, String> unit : shown.values()) {
            String name = value(unit, "Id");
            String exec = value(unit, "ExecStart");
            if (!exec.isBlank() && !value(unit, "LoadState").equals("not-found")) {
                String path = exec.replaceFirst("(?s)^\\{ path=(.*?) ; .*$", "$1");
                String ours = row(name).getImagePath(); // systemctl shows a name that is searched for as it is
                boolean same = ours == null ? absent(path) : ours.equals(path) || ours.endsWith("/" + path);
                softly.assertThat(same).as(name + " " + ours + " " + path).isTrue();
                softly.assertThat(row(name).getCommandLine()).as(name).isNotBlank();
            }
        }
        softly.assertAll();
    }

    private static boolean absent(String program) {
        return !program.startsWith("/") && machine.tryRun("which", program).code() != 0;
    }

    @Test
    void appliesDropInsInOrder() {
        InstalledServiceFinding row = row("q-long-name.service");
        assertThat(row.getCommandLine()).isEqualTo("@/bin/echo three four");
        assertThat(row.getImagePath()).isEqualTo("/bin/echo");
        assertThat(row.getDescription()).isEqualTo("by prefix");
        assertThat(row.getDropIns())
                .containsExactly(
                        "/etc/systemd/system/service.d/05-all.conf",
                        "/usr/lib/systemd/system/q-long-name.service.d/10-a.conf",
                        "/etc/systemd/system/q-long-.service.d/15-c.conf",
                        "/etc/systemd/system/q-.service.d/16-d.conf",
                        "/etc/systemd/system/q-long-name.service.d/20-b.conf",
                        "/etc/systemd/system/q-long-name.service.d/30-off.conf");
        assertThat(row("q-tmpl@one\\x2dtwo.service").getDropIns())
                .endsWith(
                        "/etc/systemd/system/q-tmpl@.service.d/all.conf",
                        "/etc/systemd/system/q-tmpl@one\\x2dtwo.service.d/one.conf");
    }

    @Test
    void tellsHowARunEnded() {
        assertThat(row("q-fails.service").getState()).isEqualTo("FAILED");
        assertThat(row("q-fails.service").getExitCode()).isEqualTo(3);
        assertThat(row("q-killed.service").getExitCode()).isNull();
        assertThat(row("q-killed.service").getProblems())
                .extracting(Problem::getDetail)
                .contains("ended by signal 9");
    }

    @Test
    void tellsWhatStartsAService() {
        InstalledServiceFinding row = row("q-triggered.service");
        assertThat(row.getTriggers())
                .containsExactlyInAnyOrder(
                        "q-clock.timer: OnCalendar=daily",
                        "q-triggered.path: PathExists=/none",
                        "q-listens.socket: ListenStream=/run/q");
        assertThat(row.getStartType()).isEqualTo("ON_DEMAND");
        assertThat(row.getFailureActions())
                .containsExactly("Restart=on-failure", "RestartSec=7", "OnFailure=q-fails.service");
        assertThat(row.getFailureCommand()).isEqualTo("/bin/sh -c 'exit 3'");
        assertThat(row("q-masked.service").getStartType()).isEqualTo("DISABLED");
        assertThat(row("q-disabled.service").getStartType()).isEqualTo("AUTOMATIC"); // until the next boot
        assertThat(row("q-static.service").getStartType()).isEqualTo("MANUAL");
        assertThat(row("q-gen.service").getStartType()).isEqualTo("AUTOMATIC");
        assertThat(row("systemd-hostnamed.service").getTriggers()).contains("bus name org.freedesktop.hostname1");
    }

    @Test
    void mergesAScriptWithTheUnitThatSystemdMadeOfIt() {
        InstalledServiceFinding row = row("q-sysv.service");
        assertThat(row.getType()).isEqualTo("SYSV");
        assertThat(row.getEnabledState()).isEqualTo("generated");
        assertThat(row.getSourceFile()).isEqualTo("/etc/init.d/q-sysv");
        assertThat(row.getImagePath()).isEqualTo("/etc/init.d/q-sysv");
        assertThat(row.getStartType()).isEqualTo("AUTOMATIC");
        assertThat(services.named("q-sysv")).isEmpty();
        assertThat(services.named("dbus")).singleElement().satisfies(script -> assertThat(script.getProblems())
                .extracting(Problem::getDetail)
                .anyMatch(detail -> detail.startsWith("systemd takes dbus.service instead")));
    }

    @Test
    void hasRowsOfTransientUnits() {
        assertThat(row("q-transient.service").getCommandLine()).isEqualTo("\"/bin/sleep\" \"3600\"");
        assertThat(row("q-transient.service").getImagePath()).isEqualTo("/bin/sleep");
        assertThat(services.problems()).isEmpty();
    }

    @Test
    void leavesNoEssentialColumnEmptyWithoutAWord() {
        for (InstalledServiceFinding row : services.rows()) {
            Map<String, Object> essential = new HashMap<>();
            essential.put("state", row.getState());
            essential.put("start_type", row.getStartType());
            essential.put("command_line", row.getCommandLine());
            essential.put("image_path", row.getImagePath());
            essential.put("account", row.getAccount());
            essential.forEach((column, value) -> {
                if (value == null) {
                    assertThat(row.getProblems())
                            .as(row.toString())
                            .extracting(Problem::getItem)
                            .contains(column);
                }
            });
        }
    }
}
