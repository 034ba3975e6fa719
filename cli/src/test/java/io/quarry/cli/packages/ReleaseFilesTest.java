package io.quarry.cli.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.cli.packages.PackagedFile.Kind;
import io.quarry.cli.packages.PackagedFile.Made;
import io.quarry.cli.stack.StackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.apache.commons.codec.digest.DigestUtils;
import org.eclipse.packager.rpm.RpmTag;
import org.eclipse.packager.rpm.parse.RpmInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReleaseFilesTest {
    private static final String BILL = """
            {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [
             {"type": "library", "group": "org.example", "name": "two", "version": "2.0",
              "licenses": [{"license": {"id": "MIT"}}, {"license": {"name": "Own Licence"}}]},
             {"type": "library", "name": "one", "version": "1.0", "licenses": [{"expression": "A OR B"}]},
             {"type": "library", "name": "silent", "version": "3"}]}
            """;

    private @TempDir Path home;

    @Test
    void writesBillsNotesAndDigestsOfEverything() throws IOException {
        for (String service : List.of("agent-service", "scheduler-service", "results-service")) {
            Path bill = ReleaseFiles.bill(home, service);
            Files.createDirectories(bill.getParent());
            Files.writeString(bill, BILL);
        }
        Files.writeString(
                home.resolve("CHANGELOG.md"), "# Changes\n\n## 2.0.0\n\n- New.\n- Newer.\n\n## 1.0.0\n\n- Old.\n");
        Path out = Files.createDirectory(home.resolve("out"));
        Path made = Files.writeString(out.resolve("package"), "bytes");
        List<Path> files = new ReleaseFiles(home, out).make(List.of(made));
        assertThat(out.resolve("NOTES.md")).hasContent("# 2.0.0\n\n- New.\n- Newer.");
        assertThat(Files.readAllLines(out.resolve("SHA256SUMS")))
                .hasSize(5)
                .contains(DigestUtils.sha256Hex("bytes") + "  package");
        assertThat(files)
                .extracting(f -> f.getFileName().toString())
                .containsExactly(
                        "quarry-agent-service.cdx.json",
                        "quarry-scheduler-service.cdx.json",
                        "quarry-results-service.cdx.json",
                        "NOTES.md",
                        "SHA256SUMS");
    }

    @Test
    void saysWhichBillIsMissing() {
        assertThatThrownBy(() -> new ReleaseFiles(home, home).make(List.of()))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("agent-service.cdx.json is missing");
    }

    @Test
    void listsLicencesAndTheRuntimeThatGoesAlong() throws IOException {
        Path bill = Files.writeString(home.resolve("bill"), BILL);
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"25.0.1\"\n");
        Sbom all = Sbom.read(bill).with(home);
        assertThat(all.licences().lines())
                .contains(
                        "one 1.0: A OR B",
                        "org.example:two 2.0: MIT, Own Licence",
                        "silent 3: not stated",
                        "OpenJDK runtime made by jlink 25.0.1: GPL-2.0-only WITH Classpath-exception-2.0");
        assertThat(all.json()).contains("\"platform\"");
        assertThat(Sbom.read(bill).json()).doesNotContain("\"platform\"");
    }

    @Test
    void anRpmHoldsTheGivenTimeAndNotItsOwn() throws IOException {
        Instant time = Instant.parse("2020-01-01T00:00:00Z");
        Path rpm = home.resolve("it.rpm");
        Rpm.write(
                rpm,
                List.of(new PackagedFile("usr/share/it", new Made("it"), Kind.FILE)),
                "1.0",
                Platform.LINUX_X86_64,
                time);
        try (RpmInputStream in = new RpmInputStream(Files.newInputStream(rpm))) {
            assertThat(in.getPayloadHeader().getTag(RpmTag.BUILDTIME)).isEqualTo((int) time.getEpochSecond());
        }
    }
}
