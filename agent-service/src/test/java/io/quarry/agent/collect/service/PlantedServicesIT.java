package io.quarry.agent.collect.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.quarry.agent.collect.Verdict;
import io.quarry.jobs.InstalledServiceFinding;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import io.quarry.model.SignatureStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Folders of a host whose manager does not run. */
@EnabledOnOs(OS.LINUX)
class PlantedServicesIT {
    @TempDir
    private Path root = Path.of("");

    private UnitGarden garden = new UnitGarden(root);

    @BeforeEach
    void plant() throws IOException {
        garden = UnitGarden.plant(root)
                .file("etc/passwd", "root:x:0:0::/root:/bin/sh\nann:x:4242:4242::/home/ann:/bin/sh\n")
                .file("etc/group", "root:x:0:\nstaff:x:50:\n")
                .file("var/lib/dpkg/status", "")
                .file("var/lib/dpkg/info/format", "1\n")
                .program("bin/sleep", "#!/bin/sh\n")
                .program("bin/echo", "#!/bin/sh\n");
    }

    /** The links lead out of the folder, of which JUnit would warn one by one. */
    @AfterEach
    void removeLinks() throws IOException {
        output("find", root.toString(), "-type", "l", "-delete");
    }

    private Services collect() {
        return Services.below(root, params -> {});
    }

    private static String output(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

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
    void survivesHostileContent() throws IOException {
        Path own = Files.createDirectories(root.resolve("home/ann/.config/systemd/user"));
        output("mkfifo", own.resolve("fifo.service").toString());
        output("mkfifo", root.resolve("etc/systemd/system/fifo-drop.service").toString());
        garden.link("home/ann/.config/systemd/user/loop.service", "loop.service")
                .link("home/ann/.config/systemd/user/device.service", "/dev/zero")
                .link("home/ann/.config/systemd/user/tty.service", "../../../fifo")
                .file("home/ann/.config/systemd/user/huge.service", "[Service]\n" + "x=\\\n".repeat(300_000))
                .file("home/ann/.config/systemd/user/not a unit.service", "")
                .file(
                        "home/ann/.config/systemd/user/dash-" + "-a".repeat(100) + ".service",
                        "[Service]\nExecStart=/x\n")
                .link("home/ann/.config/systemd/user/x.service.d", "x.service.d");
        output("mkfifo", root.resolve("home/ann/fifo").toString());
        Services services = collect();
        assertThat(services.row("loop.service").getEnabledState()).isEqualTo("bad");
        assertThat(services.row("huge.service").getProblems())
                .extracting(Problem::getReason)
                .contains(ProblemReason.LIMIT);
        assertThat(services.problems()).extracting(Problem::getReason).contains(ProblemReason.LIMIT);
        assertThat(services.named("not a unit.service")).isEmpty();
        assertThat(services.row("tty.service").getProblems())
                .extracting(Problem::getReason)
                .contains(ProblemReason.SKIPPED);
    }

    @Test
    void boundsWhatOneFolderMayHold() throws IOException {
        for (int i = 0; i < 300; i++) {
            garden.link("home/ann/.config/systemd/user/u" + i + ".service", "/x");
        }
        Services services = Services.below(root, 200, params -> {});
        assertThat(services.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.getReason()).isEqualTo(ProblemReason.LIMIT);
            assertThat(problem.getDetail()).contains("more than 200");
        });
    }

    @Test
    void tellsWhoCouldChangeAService() throws IOException {
        Assumptions.assumeTrue(Files.getOwner(root).getName().equals("root"), "needs root");
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
        garden.program("opt/weak/tool", "x")
                .program("opt/safe/tool", "x")
                .file("etc/systemd/system/strong.service", "[Service]\nExecStart=/opt/safe/tool\n")
                .file("etc/systemd/system/writable.service", "[Service]\nExecStart=/opt/safe/tool\n")
                .file(
                        "etc/systemd/system/image.service",
                        "[Service]\nExecStart=/opt/weak/tool\nAmbientCapabilities=CAP_KILL\n")
                .file("etc/systemd/system/acl.service", "[Service]\nExecStart=/opt/safe/tool\n")
                .file("etc/systemd/system/changed.service", "[Service]\nExecStart=/opt/safe/tool\n")
                .file("etc/systemd/system/changed.service.d/a.conf", "[Service]\nNice=1\n")
                .file(
                        "etc/systemd/system/stops.service",
                        "[Service]\nExecStart=/opt/safe/tool\nExecStop=/opt/weak/tool\n");
        output(
                "chmod",
                "0777",
                root.resolve("etc/systemd/system/writable.service").toString());
        output("chown", "4242:50", root.resolve("opt/weak").toString());
        output("chmod", "0775", root.resolve("opt/weak").toString());
        output(
                "chmod",
                "0664",
                root.resolve("etc/systemd/system/changed.service.d/a.conf").toString());
        output(
                "chgrp",
                "50",
                root.resolve("etc/systemd/system/changed.service.d/a.conf").toString());
        String acl = output(
                "setfacl",
                "-m",
                "u:4242:rw,g:50:r",
                root.resolve("etc/systemd/system/acl.service").toString());
        Services services = Services.below(root, params -> params.setSecurityInfo(true));
        assertThat(weak(services, "strong.service")).isEmpty();
        assertThat(weak(services, "writable.service"))
                .isEqualTo("FILE /etc/systemd/system/writable.service other write");
        assertThat(weak(services, "image.service"))
                .isEqualTo("DIRECTORY /opt/weak user:ann own, DIRECTORY /opt/weak group:staff replace");
        assertThat(weak(services, "stops.service")).isEqualTo(weak(services, "image.service"));
        assertThat(weak(services, "changed.service"))
                .isEqualTo("FILE /etc/systemd/system/changed.service.d/a.conf group:staff write");
        InstalledServiceFinding image = services.row("image.service");
        assertThat(image.getSecurity().getCapabilities()).containsExactly("ambient CAP_KILL");
        assertThat(image.getSecurity().getOwner()).isEqualTo("root");
        assertThat(image.getSecurity().getMode()).isEqualTo("0644");
        assertThat(image.getSecurity().getEntries())
                .extracting(entry -> entry.getPrincipal() + "=" + entry.getAccessMask())
                .containsExactly("owner=6", "group=4", "other=4");
        Assumptions.assumeTrue(acl.isEmpty(), "needs a file system with access control lists");
        assertThat(weak(services, "acl.service")).isEqualTo("FILE /etc/systemd/system/acl.service user:ann write");
        assertThat(services.row("acl.service").getSecurity().getEntries())
                .extracting(entry -> entry.getPrincipal() + "=" + entry.getAccessMask())
                .containsExactly("owner=6", "user:4242=6", "group=4", "group:50=4", "mask=6", "other=4");
    }

    private static String weak(Services services, String name) {
        return String.join(
                ", ",
                services.row(name).getSecurity().getWeakAcl().stream()
                        .map(weakness -> weakness.getObject() + " " + weakness.getPath() + " " + weakness.getPrincipal()
                                + " " + weakness.getRight())
                        .toList());
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

    @Test
    void saysThatThereAreMoreTriggersThanItKeeps() throws IOException {
        for (int i = 0; i <= 20_000; i++) {
            garden.file(
                    "usr/share/dbus-1/system-services/q" + i + ".service",
                    "[D-BUS Service]\nName=org.q" + i + "\nSystemdService=q-enabled.service\n");
        }
        Services services = collect();
        assertThat(services.row("q-enabled.service").getTriggers()).hasSizeLessThanOrEqualTo(20_000);
        assertThat(services.problems()).anySatisfy(problem -> {
            assertThat(problem.getItem()).isEqualTo("triggers");
            assertThat(problem.getReason()).isEqualTo(ProblemReason.LIMIT);
        });
    }
}
