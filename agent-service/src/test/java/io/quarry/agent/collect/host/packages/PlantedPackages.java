package io.quarry.agent.collect.host.packages;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.agent.collect.StoppedException;
import io.quarry.model.SignatureStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

/** A planted root of some distribution, and the verdict on a file of it. */
abstract class PlantedPackages {
    /** MD5 of "one". */
    static final String ONE = "f97c5d29941bfb1b2fdab0874906ab82";

    @TempDir
    Path root = Path.of("");

    final Watched sink = new Watched();

    Path write(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    PackageSignatures.Judgement judge(String path, String content) throws IOException, StoppedException {
        InstalledPackages packages = InstalledPackages.read(root, sink);
        return new PackageSignatures(packages, sink).of(path, write("content", content));
    }

    void expect(String path, String content, SignatureStatus status, @Nullable String owner)
            throws IOException, StoppedException {
        PackageSignatures.Judgement judgement = judge(path, content);
        assertThat(judgement.signature().getStatus()).as(path).isEqualTo(status);
        assertThat(judgement.signature().getPackage$()).as(path).isEqualTo(owner);
        assertThat(judgement.problem() == null).as(path).isEqualTo(status != SignatureStatus.UNKNOWN);
    }
}
