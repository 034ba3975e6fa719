package io.quarry.agent.collect.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.quarry.agent.collect.Verdict;
import io.quarry.agent.collect.host.units.UnitFolders;
import io.quarry.jobs.InstalledServiceFinding;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import io.quarry.model.SignatureStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Units, scripts and images of a host whose manager does not run. */
@EnabledOnOs(OS.LINUX)
class PlantedServicesIT extends PlantedServiceHost {
    @Test
    void hasEachUnitFileInTheStateOfSystemctl() throws IOException {
        Assumptions.assumeTrue(Files.exists(Path.of("/bin/systemctl")), "needs systemd");
        Files.createDirectories(root.resolve("dev"));
        output("mknod", root.resolve("dev/null").toString(), "c", "1", "3");
        Map<String, String> expected = new TreeMap<>();
        output(
                        "systemctl",
                        "--root=" + root,
                        "list-unit-files",
                        "--type=service",
                        "--no-legend",
                        "--no-pager",
                        "--full")
                .lines()
                .map(line -> line.strip().split("\\s+"))
                .forEach(fields -> expected.put(fields[0], fields[1]));
        Services services = collect();
        Map<String, String> ours = new TreeMap<>();
        for (String name : expected.keySet()) {
            ours.put(name, String.valueOf(services.row(name).getEnabledState()));
        }
        assertThat(ours).hasSizeGreaterThan(20).isEqualTo(expected);
        assertThat(services.row("q-def@d.service").getEnabledState()).isEqualTo("enabled"); // a link alone: not listed
        assertThat(services.row("q-tmpl@one\\x2dtwo.service").getAccount()).isEqualTo("nobody");
        assertThat(services.rows()).allMatch(row -> "NOT_LOADED".equals(row.getState()));
        assertThat(services.verdict()).isInstanceOf(Verdict.Done.class);
        assertThat(services.problems()).isEmpty();
    }

    @Test
    void readsEveryFolderWithItsPrecedence() throws IOException {
        for (String folder : UnitFolders.system().paths()) {
            if (!folder.startsWith("/lib/")) {
                String name = folder.replaceAll("\\W", "-").substring(1) + ".service";
                garden.file(folder.substring(1) + "/" + name, "[Service]\nExecStart=/bin/sleep 1\n")
                        .file(
                                folder.substring(1) + "/everywhere.service",
                                "[Service]\nExecStart=/bin/sleep " + name + "\n");
            }
        }
        Services services = collect();
        for (String folder : UnitFolders.system().paths()) {
            if (!folder.startsWith("/lib/")) {
                String name = folder.replaceAll("\\W", "-").substring(1) + ".service";
                assertThat(services.row(name).getSourceFile()).isEqualTo(folder + "/" + name);
            }
        }
        assertThat(services.row("everywhere.service").getSourceFile())
                .isEqualTo("/etc/systemd/system.control/everywhere.service");
        assertThat(services.row("run-systemd-generator-late.service").getEnabledState())
                .isEqualTo("generated");
        assertThat(services.row("run-systemd-transient.service").getEnabledState())
                .isEqualTo("transient");
    }

    @Test
    void readsScripts() throws IOException {
        garden.plantRunning();
        garden.program("etc/init.d/bare", "#!/bin/sh\n")
                .link("etc/rc2.d/K01bare", "../init.d/bare")
                .file("etc/init.d/README", "no script");
        Services services = collect();
        InstalledServiceFinding row = services.row("q-sysv");
        assertThat(row.getType()).isEqualTo("SYSV");
        assertThat(row.getStartType()).isEqualTo("AUTOMATIC");
        assertThat(row.getTriggers()).containsExactly("run level 3");
        assertThat(row.getDependencies()).containsExactly("$remote_fs");
        assertThat(row.getDescription()).isEqualTo("planted script");
        assertThat(row.getImagePath()).isEqualTo("/etc/init.d/q-sysv");
        assertThat(row.getImageHashes().getSha256()).hasSize(64);
        assertThat(services.row("bare").getStartType()).isEqualTo("DISABLED");
        assertThat(services.named("README")).isEmpty();
    }

    @Test
    void readsWhatUsersHave() throws IOException {
        garden.file("usr/lib/systemd/user/common.service", "[Service]\nExecStart=/bin/sleep 1\n")
                .file(
                        "home/ann/.config/systemd/user/mine.service",
                        "[Service]\nExecStart=%h/x %u\n[Install]\nWantedBy=default.target\n")
                .link("home/ann/.config/systemd/user/default.target.wants/mine.service", "../mine.service")
                .file(
                        "home/ann/.config/systemd/user/common.service.d/a.conf",
                        "[Service]\nExecStart=\nExecStart=/home/ann/y\n")
                .program("home/ann/x", "#!/bin/sh\n");
        Services services = collect();
        InstalledServiceFinding mine = services.row("mine.service");
        assertThat(mine.getAccount()).isEqualTo("ann");
        assertThat(mine.getImagePath()).isEqualTo("/home/ann/x");
        assertThat(mine.getEnabledState()).isEqualTo("enabled");
        assertThat(mine.getStartType()).isEqualTo("AUTOMATIC");
        assertThat(mine.getState()).isEqualTo("NOT_LOADED");
        assertThat(services.named("common.service"))
                .extracting(InstalledServiceFinding::getAccount, InstalledServiceFinding::getImagePath)
                .containsExactly(tuple(null, "/bin/sleep"), tuple("ann", "/home/ann/y"));
    }

    @Test
    void resolvesImages() throws IOException {
        garden.file(
                        "etc/systemd/system/a.service",
                        "[Service]\nExecStart=-@!\"/bin/sl\\x65ep\" zero \"a b\" \\\n# comment\n   c\n")
                .file("etc/systemd/system/b@.service", "[Service]\nExecStart=/opt/%I/%i\n")
                .link("etc/systemd/system/multi-user.target.wants/b@x-y.service", "../b@.service")
                .program("opt/x/y/x-y", "b")
                .program("usr/bin/found", "c")
                .file("etc/systemd/system/c.service", "[Service]\nExecStart=:+found -x\n")
                .file("etc/systemd/system/d.service", "[Service]\nRootDirectory=/srv/jail\nExecStart=/bin/d\n")
                .program("srv/jail/bin/d", "d")
                .file(
                        "etc/systemd/system/e.service",
                        "[Service]\nType=oneshot\nExecStart=/bin/echo 1 ; /bin/sleep 2\nExecStart=/bin/sleep 3\n");
        Services services = collect();
        assertThat(services.row("a.service").getImagePath()).isEqualTo("/bin/sleep");
        assertThat(services.row("a.service").getCommandLine()).endsWith("zero \"a b\"     c");
        assertThat(services.row("b@x-y.service").getImagePath()).isEqualTo("/opt/x/y/x-y");
        assertThat(services.row("b@x-y.service").getImageHashes()).isNotNull();
        assertThat(services.row("b@.service").getProblems())
                .extracting(Problem::getItem)
                .contains("image_path");
        assertThat(services.row("c.service").getImagePath()).isEqualTo("/usr/bin/found");
        assertThat(services.row("d.service").getImagePath()).isEqualTo("/srv/jail/bin/d");
        assertThat(services.row("e.service").getCommandLine()).isEqualTo("/bin/echo 1 ; /bin/sleep 2 ; /bin/sleep 3");
        assertThat(services.row("q-static.service").getImageHashes().getMd5())
                .isEqualTo(
                        output("md5sum", root.resolve("bin/sleep").toString()).split(" ", -1)[0]);
    }

    @Test
    void switchesDoWhatTheySay() throws IOException {
        Services off = collect();
        assertThat(off.rows()).allMatch(row -> row.getImageSignature() == null && row.getSecurity() == null);
        Services on = Services.below(root, params -> {
            params.setSignatureCheck(true);
            params.setAllowInetSig(true);
        });
        assertThat(on.row("q-static.service").getImageSignature().getStatus()).isEqualTo(SignatureStatus.NOT_PACKAGED);
        assertThat(on.row("q-static.service").getProblems())
                .extracting(Problem::getReason)
                .containsExactly(ProblemReason.UNSUPPORTED_ON_PLATFORM);
        assertThat(on.problems()).isEmpty(); // it has no effect, so nothing is missing
    }

    @Test
    void saysWhenThereIsNothingToCollect(@TempDir Path empty) throws IOException {
        new UnitGarden(empty).file("etc/passwd", "").file("etc/group", "");
        assertThat(Services.below(empty, params -> {}).verdict()).isInstanceOf(Verdict.Unsupported.class);
    }
}
