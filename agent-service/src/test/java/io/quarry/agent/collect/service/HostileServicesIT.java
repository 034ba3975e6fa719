package io.quarry.agent.collect.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.jobs.InstalledServiceFinding;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What others may change, and what somebody plants to break the job or to hide in it. */
@EnabledOnOs(OS.LINUX)
class HostileServicesIT extends PlantedServiceHost {
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
