package io.quarry.agent.collect.host.packages;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.agent.collect.StoppedException;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import io.quarry.model.SignatureStatus;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What apk and pacman keep. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class TextPackagesTest extends PlantedPackages {
    private static final String ONE_SHA256 = "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed";

    @Test
    void judgesByWhatApkRecorded() throws IOException, StoppedException {
        write("lib/apk/db/installed", """
                C:Q1xyz=
                P:busybox
                V:1.36.1-r5
                F:bin
                R:busybox
                a:0:0:755
                Z:Q1/gXM1DGGiu8F/jVs+6+4aSb+CrM=
                R:broken
                Z:Q1%%%

                P:musl
                V:1.2.4
                F:
                R:top
                """);
        // SHA-1 of "one" is fe05bcdcdc4928012781a5f1a2a77cbb5398e106
        String text = Files.readString(root.resolve("lib/apk/db/installed"));
        write("lib/apk/db/installed", text.replace("Q1/gXM1DGGiu8F/jVs+6+4aSb+CrM=", "Q1/gW83NxJKAEngaXxoqd8u1OY4QY="));
        expect("/bin/busybox", "one", SignatureStatus.PACKAGED, "busybox 1.36.1-r5");
        expect("/bin/busybox", "two", SignatureStatus.PACKAGED_CHANGED, "busybox 1.36.1-r5");
        expect("/bin/broken", "one", SignatureStatus.UNKNOWN, "busybox 1.36.1-r5");
        expect("/top", "one", SignatureStatus.UNKNOWN, "musl 1.2.4");
        expect("/bin/other", "one", SignatureStatus.NOT_PACKAGED, null);
    }

    private void pacman(String folder, String name, String files, String mtree) throws IOException {
        String local = "var/lib/pacman/local/";
        write(local + "ALPM_DB_VERSION", "9\n");
        write(local + folder + "/desc", "%NAME%\n" + name + "\n\n%VERSION%\n1:5.2-1\n\n%DEPENDS%\nglibc\n\n");
        write(local + folder + "/files", "%FILES%\n" + files + "\n%BACKUP%\netc/bash.bashrc\t" + ONE + "\n\n");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(root.resolve(local + folder + "/mtree")))) {
            out.write(mtree.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void judgesByWhatPacmanRecorded() throws IOException, StoppedException {
        pacman(
                "bash-1:5.2-1",
                "bash",
                "etc/\netc/bash.bashrc\nusr/\nusr/bin/\nusr/bin/bash\nusr/bin/n\u00e4 me\nusr/bin/sh\n",
                """
                #mtree
                /set type=file uid=0 gid=0 mode=644
                ./etc/bash.bashrc time=1.0 size=3 md5digest=%s sha256digest=%s
                ./usr/bin/bash time=1.0 mode=755 size=3 sha256digest=%s
                ./usr/bin/n\\303\\244\\040me size=3 md5digest=%s
                ./usr/bin/sh time=1.0 mode=777 type=link link=bash
                """.formatted(ONE, ONE_SHA256, ONE_SHA256, ONE));
        Files.createDirectories(root.resolve("usr/bin"));
        Files.createSymbolicLink(root.resolve("bin"), Path.of("usr/bin"));
        expect("/usr/bin/bash", "one", SignatureStatus.PACKAGED, "bash 1:5.2-1");
        expect("/bin/bash", "two", SignatureStatus.PACKAGED_CHANGED, "bash 1:5.2-1");
        expect("/etc/bash.bashrc", "one", SignatureStatus.PACKAGED, "bash 1:5.2-1");
        expect("/usr/bin/n\u00e4 me", "one", SignatureStatus.PACKAGED, "bash 1:5.2-1");
        expect("/usr/bin/sh", "one", SignatureStatus.UNKNOWN, "bash 1:5.2-1"); // a link: no digest
        expect("/usr/bin/evil", "one", SignatureStatus.NOT_PACKAGED, null);
        assertThat(InstalledPackages.read(root, sink).names("/usr/bin/bash")).containsExactly("bash 1:5.2-1");
        assertThat(sink.problems()).isEmpty();
    }

    @Test
    void aPacmanPackageWithoutItsListsLeavesOthersKnown() throws IOException, StoppedException {
        pacman("bash-1", "bash", "usr/bin/bash\n", "./usr/bin/bash sha256digest=" + ONE_SHA256);
        pacman("zip-1", "zip", "usr/bin/zip\n", "./usr/bin/zip sha256digest=beef\n");
        pacman("torn-1", "torn", "usr/bin/torn\n", "");
        Files.delete(root.resolve("var/lib/pacman/local/torn-1/files"));
        Files.writeString(root.resolve("var/lib/pacman/local/zip-1/mtree"), "no gzip");
        expect("/usr/bin/bash", "one", SignatureStatus.PACKAGED, "bash 1:5.2-1");
        expect("/usr/bin/torn", "one", SignatureStatus.UNKNOWN, null);
        expect("/usr/bin/zip", "one", SignatureStatus.UNKNOWN, null); // its digests cannot be read
        assertThat(sink.problems()).isNotEmpty().extracting(Problem::getReason).containsOnly(ProblemReason.MALFORMED);
    }
}
