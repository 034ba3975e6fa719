package io.quarry.agent.collect.host.packages;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.agent.collect.StoppedException;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import io.quarry.model.SignatureStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What dpkg keeps, and what no database tells. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class PackageSignaturesTest extends PlantedPackages {
    private static final String STATUS = """
            Package: bash
            Status: install ok installed
            Priority: required
            Architecture: amd64
            Multi-Arch: foreign
            Version: 5.2.15-2+b7
            Description: GNU Bourne Again SHell
             Package: forged
             .
             Version: 0
            Conffiles:
             /etc/bash.bashrc f97c5d29941bfb1b2fdab0874906ab82
             /etc/old name f97c5d29941bfb1b2fdab0874906ab82 obsolete
             /etc/new newconffile

            Package: libc6
            Status: install ok installed
            Architecture: amd64
            Multi-Arch: same
            Version: 2.36-9

            Package: libc6
            Status: install ok installed
            Architecture: i386
            Multi-Arch: same
            Version: 2.36-9

            Package: gone
            Status: deinstall ok config-files
            Architecture: all
            Version: 1

            Package: never
            Status: unknown ok not-installed

            Package: dash
            Status: install ok installed
            Architecture: amd64
            Version: 0.5.12
            """;

    private void debian() throws IOException {
        write("var/lib/dpkg/status", STATUS);
        String info = "var/lib/dpkg/info/";
        write(info + "bash.list", "/.\n/bin\n/bin/bash\n/bin/rbash\n/etc\n/etc/bash.bashrc\n/etc/old name\n/etc/new\n");
        write(info + "bash.md5sums", ONE + "  bin/bash\n" + ONE + "  usr/share/doc/bash/x\n");
        write(info + "libc6:amd64.list", "/.\n/usr\n/usr/share\n/usr/share/shared\n");
        write(info + "libc6:amd64.md5sums", ONE.replace('f', '0') + "  usr/share/shared\n");
        write(info + "libc6:i386.list", "/.\n/usr/share/shared\n");
        write(info + "libc6:i386.md5sums", ONE + "  usr/share/shared\n");
        write(info + "gone.list", "/etc/gone.conf\n");
        write(info + "dash.list", "/.\n/bin/sh\n/bin/dash\n");
        write(info + "dash.md5sums", ONE + "  bin/sh\n");
        Files.createDirectories(root.resolve("usr/bin"));
        Files.createSymbolicLink(root.resolve("bin"), Path.of("usr/bin"));
    }

    @Test
    void judgesByWhatDpkgRecorded() throws IOException, StoppedException {
        debian();
        expect("/bin/bash", "one", SignatureStatus.PACKAGED, "bash 5.2.15-2+b7");
        expect("/usr/bin/bash", "one", SignatureStatus.PACKAGED, "bash 5.2.15-2+b7"); // the name since the merge
        expect("/usr/bin/bash", "two", SignatureStatus.PACKAGED_CHANGED, "bash 5.2.15-2+b7");
        expect("/etc/bash.bashrc", "one", SignatureStatus.PACKAGED, "bash 5.2.15-2+b7");
        expect("/etc/old name", "two", SignatureStatus.PACKAGED_CHANGED, "bash 5.2.15-2+b7");
        expect("/etc/new", "one", SignatureStatus.UNKNOWN, "bash 5.2.15-2+b7"); // no digest
        expect("/tmp/bash", "one", SignatureStatus.NOT_PACKAGED, null);
        expect("/usr/local/bin/bash", "one", SignatureStatus.NOT_PACKAGED, null);
        expect("/usr/share/shared", "one", SignatureStatus.PACKAGED, "libc6 2.36-9"); // as one architecture has it
        expect("/etc/gone.conf", "one", SignatureStatus.UNKNOWN, "gone 1");
        expect("/usr", "one", SignatureStatus.NOT_PACKAGED, null); // a folder on the way
        assertThat(sink.problems()).isEmpty();
    }

    @Test
    void followsDiversions() throws IOException, StoppedException {
        debian();
        write("var/lib/dpkg/diversions", "/bin/sh\n/bin/sh.distrib\nbash\n/bin/dash\n/bin/dash.local\n:\n");
        expect("/usr/bin/sh.distrib", "one", SignatureStatus.PACKAGED, "dash 0.5.12");
        expect("/usr/bin/sh", "one", SignatureStatus.NOT_PACKAGED, null); // bash diverts it and has none
        expect("/bin/dash", "one", SignatureStatus.NOT_PACKAGED, null); // the administrator's
        expect("/bin/dash.local", "one", SignatureStatus.UNKNOWN, "dash 0.5.12");
    }

    @Test
    void saysWhichDatabaseItDoesNotRead() throws IOException, StoppedException {
        write("var/lib/rpm/Packages", "x");
        expect("/usr/bin/bash", "one", SignatureStatus.UNKNOWN, null);
        assertThat(sink.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.getItem()).isEqualTo("/var/lib/rpm/Packages");
            assertThat(problem.getReason()).isEqualTo(ProblemReason.NOT_AVAILABLE);
        });
    }

    @Test
    void claimsNothingWithoutADatabaseOrWithADamagedOne() throws IOException, StoppedException {
        expect("/usr/bin/bash", "one", SignatureStatus.UNKNOWN, null);
        debian();
        Files.delete(root.resolve("var/lib/dpkg/info/bash.list"));
        expect("/usr/bin/bash", "one", SignatureStatus.UNKNOWN, null);
        expect("/usr/share/shared", "one", SignatureStatus.PACKAGED, "libc6 2.36-9");
        Files.delete(root.resolve("var/lib/dpkg/status"));
        Files.createDirectory(root.resolve("var/lib/dpkg/status"));
        expect("/usr/bin/bash", "one", SignatureStatus.UNKNOWN, null);
        assertThat(sink.problems())
                .extracting(Problem::getReason)
                .contains(ProblemReason.NOT_AVAILABLE, ProblemReason.MALFORMED, ProblemReason.IO_ERROR);
    }

    @Test
    void leavesNoRootThroughALink() throws IOException, StoppedException {
        Path elsewhere = Files.createDirectories(root.resolve("elsewhere/dpkg"));
        Files.writeString(elsewhere.resolve("status"), STATUS);
        Files.createDirectories(root.resolve("var"));
        Files.createSymbolicLink(root.resolve("var/lib"), root.resolve("elsewhere"));
        expect("/bin/bash", "one", SignatureStatus.UNKNOWN, null);
        assertThat(sink.problems()).extracting(Problem::getReason).containsExactly(ProblemReason.IO_ERROR);
    }

    @Test
    void isQuietAboutHostileContent() throws IOException, StoppedException {
        debian();
        write("var/lib/dpkg/status", "Package: ../../x\nVersion: 1\nStatus: install ok installed\n\n\n:\n" + STATUS);
        write("var/lib/dpkg/info/dash.list", "\n\n/x" + "y".repeat(100_000) + "\n\u0000\n/bin/dash");
        expect("/bin/bash", "one", SignatureStatus.PACKAGED, "bash 5.2.15-2+b7");
        assertThat(InstalledPackages.read(root, sink).names("/usr/bin/dash")).containsExactly("dash 0.5.12");
    }
}
