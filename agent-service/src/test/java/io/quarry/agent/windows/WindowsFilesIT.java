package io.quarry.agent.windows;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code directory-entry} against the prefix as Linux reads it. */
final class WindowsFilesIT {
    private static final WineMachine MACHINE = WineMachine.shared();

    @Test
    void filesAsLinuxSeesThem() throws Exception {
        WineMachine.delete(MACHINE.drive().resolve("quarry"));
        Path planted = Files.createDirectories(MACHINE.drive().resolve("quarry"));
        Path deep = planted;
        for (int i = 0; i < 6; i++) {
            deep = Files.createDirectories(deep.resolve("a folder with a long name, so that the path is long " + i));
        }
        Files.writeString(deep.resolve("deep ü 文.txt"), "deep");
        Files.writeString(planted.resolve("plain.txt"), "hello");
        WineMachine.Collected collected = MACHINE.collect(
                "directory-entry",
                "--path=C:\\quarry",
                "--directory-depth=-1",
                "--calculate-sha256",
                "--calculate-md5");
        WineMachine.Rows rows = collected.by("path");
        try (Stream<Path> all = Files.walk(planted)) {
            for (Path file : all.toList()) {
                String path =
                        "C:\\" + MACHINE.drive().relativize(file).toString().replace('/', '\\');
                JsonNode row = rows.get(path);
                assertThat(row).as(path + " in " + rows.names()).isNotNull();
                if (Files.isRegularFile(file)) {
                    assertThat(row.path("size").asLong()).isEqualTo(Files.size(file));
                    assertThat(row.path("sha256").asText()).isEqualTo(WineMachine.sha256(file));
                    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                    assertThat(row.path("modified").asText().substring(0, 19))
                            .isEqualTo(attributes
                                    .lastModifiedTime()
                                    .toInstant()
                                    .toString()
                                    .substring(0, 19));
                }
            }
        }
        assertThat(rows.get("C:\\quarry\\plain.txt").path("short_name").isNull())
                .isTrue();
        String shortName = rows.all().stream()
                .filter(row -> row.path("name").asText().startsWith("deep"))
                .findFirst()
                .orElseThrow()
                .path("short_name")
                .asText();
        assertThat(shortName).hasSizeLessThanOrEqualTo(12);
        assertThat(MACHINE.run("cmd", "/c", "dir", "/s", "/x", "C:\\quarry").output())
                .contains(shortName);
        WineMachine.Collected globbed = MACHINE.collect("directory-entry", "--path=c:\\QUARRY\\**\\*.TXT");
        assertThat(globbed.rows())
                .extracting(row -> row.path("name").asText())
                .containsExactlyInAnyOrder("plain.txt", "deep ü 文.txt");
        WineMachine.Collected absent = MACHINE.collect("directory-entry", "--path=C:\\quarry\\nothing here");
        assertThat(absent.outcome()).isEqualTo("PARTIAL");
        assertThat(absent.end().toString()).contains("FindFirstFileEx");
    }
}
