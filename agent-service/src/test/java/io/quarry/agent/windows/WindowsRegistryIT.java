package io.quarry.agent.windows;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code registry-key} against {@code reg export} of the whole of HKLM\\SOFTWARE, with what {@code reg import} planted. */
final class WindowsRegistryIT {
    private static final WineMachine MACHINE = WineMachine.shared();
    private static final String RUN = "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run";

    private static final String PLANT = """
            Windows Registry Editor Version 5.00

            [HKEY_LOCAL_MACHINE\\SOFTWARE\\QuarryTest]
            @="default"
            "sz"="a \\"quoted\\" \\\\ text"
            "dword"=dword:deadbeef
            "qword"=hex(b):01,02,03,04,05,06,07,88
            "bin"=hex:00,01,ff
            "none"=hex(0):aa
            "expand"=hex(2):25,00,41,00,25,00,00,00
            "multi"=hex(7):61,00,00,00,62,00,63,00,00,00,00,00
            "big"=hex(5):00,00,01,00
            "odd"=hex(63):01,02
            "half"=hex(2):25,00,41

            [HKEY_LOCAL_MACHINE\\SOFTWARE\\QuarryTest\\Sub One\\Deeper]
            "x"="1"

            [HKEY_LOCAL_MACHINE\\SOFTWARE\\QuarryTest\\Empty]

            [HKEY_LOCAL_MACHINE\\SOFTWARE\\Wow6432Node\\QuarryNarrow]
            "y"="2"
            """;

    @TempDir
    static Path folder;

    @Test
    void registryAsRegExportHasIt() throws IOException {
        Path plant = folder.resolve("plant.reg");
        Files.write(plant, ("\ufeff" + PLANT.replace("\n", "\r\n")).getBytes(StandardCharsets.UTF_16LE));
        MACHINE.run("reg", "import", WineMachine.windows(plant));
        Path exported = folder.resolve("software.reg");
        MACHINE.run("reg", "export", "HKLM\\SOFTWARE", WineMachine.windows(exported), "/y");
        WineMachine.Collected collected =
                MACHINE.collect("registry-key", "--registry-keys=HKLM\\SOFTWARE", "--recursion-depth=-1");
        Set<String> expected = new TreeSet<>();
        for (RegFile.Value value : RegFile.read(exported)) {
            expected.add(value.line());
        }
        Set<String> found = new TreeSet<>();
        for (JsonNode row : collected.rows()) {
            if (row.path("view").asInt() == 64) {
                found.add(ExportedForm.of(row));
            }
        }
        assertThat(expected).hasSizeGreaterThan(5_000);
        expected.removeIf(line -> line.contains("\\Perflib\\")); // made when it is read
        found.removeIf(line -> line.contains("\\Perflib\\"));
        Set<String> missing = new TreeSet<>(expected);
        missing.removeAll(found);
        Set<String> more = new TreeSet<>(found);
        more.removeAll(expected);
        Set<String> links = new TreeSet<>();
        for (JsonNode row : collected.rows()) {
            if (row.path("view").asInt() == 64
                    && row.path("value_type").asText().equals("REG_LINK")) {
                links.add(row.path("key_path").asText());
            }
        }
        // reg goes on behind links; of a link the agent has where it leads, and what is there it has there
        assertThat(links).contains("SOFTWARE\\Classes\\Wow6432Node\\AppId");
        missing.removeIf(line -> links.stream().anyMatch(line::startsWith));
        more.removeIf(line -> links.stream().anyMatch(line::startsWith));
        assertThat(missing).isEmpty();
        assertThat(more).isEmpty();
        JsonNode narrow = collected.rows().stream()
                .filter(row -> row.path("view").asInt() == 32
                        && row.path("backing_key").asText().endsWith("\\QuarryNarrow"))
                .findFirst()
                .orElseThrow();
        assertThat(narrow.path("key_path").asText()).isEqualTo("SOFTWARE\\QuarryNarrow");
    }

    @Test
    void registryByExpressionsAndPersistence() {
        MACHINE.run("reg", "add", "HKLM\\" + RUN, "/v", "quarry", "/d", "C:\\x.exe", "/f");
        try {
            WineMachine.Collected persistent = MACHINE.collect("registry-key", "--persistent");
            assertThat(persistent.rows())
                    .anySatisfy(row -> {
                        assertThat(row.path("key_path").asText()).isEqualTo(RUN);
                        assertThat(row.path("value_name").asText()).isEqualTo("quarry");
                        assertThat(row.path("persistence_category").asText()).isEqualTo("RUN");
                        assertThat(row.path("security").asText()).startsWith("O:");
                    })
                    .anySatisfy(
                            row -> assertThat(row.path("persistence_category").asText())
                                    .isEqualTo("SERVICE"));
            WineMachine.Collected expression = MACHINE.collect(
                    "registry-key",
                    "--registry-keys=software\\micro.*\\Windows\\CurrentVersion\\Ru[n]",
                    "--search-hklm",
                    "--search-hkcu");
            assertThat(expression.rows())
                    .allSatisfy(row -> assertThat(row.path("key_path").asText()).isEqualToIgnoringCase(RUN));
            assertThat(expression.rows())
                    .anySatisfy(row -> assertThat(row.path("view").asInt()).isEqualTo(64));
            WineMachine.Collected own = MACHINE.collect("registry-key", "--registry-keys=Environment", "--search-hkcu");
            assertThat(own.rows())
                    .isNotEmpty()
                    .allSatisfy(row -> assertThat(row.path("user_sid").asText()).startsWith("S-1-"));
        } finally {
            MACHINE.run("reg", "delete", "HKLM\\" + RUN, "/v", "quarry", "/f");
        }
    }

    /** Users' classes: 32-bit programs find those of Wow6432Node in the places of the others. */
    @Test
    void usersClassesHaveAViewFor32Bit() {
        String narrow = "HKCU\\Software\\Classes\\Wow6432Node\\CLSID\\{quarry}";
        String wide = "HKCU\\Software\\Classes\\CLSID\\{quarry}";
        MACHINE.run("reg", "add", narrow, "/ve", "/d", "narrow", "/f");
        MACHINE.run("reg", "add", wide, "/ve", "/d", "wide", "/f");
        WineMachine.Collected found;
        try {
            found = MACHINE.collect(
                    "registry-key",
                    "--registry-keys=HKCU\\Software\\Classes\\CLSID\\[{]quarry[}]",
                    "--registry-keys=HKU\\S-1-5-21-[0-9-]+\\Software\\Classes\\CLSID\\[{]quarry[}]");
        } finally {
            MACHINE.run("reg", "delete", narrow, "/f");
            MACHINE.run("reg", "delete", wide, "/f");
        }
        assertThat(found.rows())
                .extracting(row -> row.path("hive").asText()
                        + row.path("view").asInt()
                        + row.path("data").asText())
                .containsExactlyInAnyOrder("HKCU64wide", "HKCU32narrow", "HKU64wide", "HKU32narrow");
        assertThat(found.rows())
                .filteredOn(row -> row.path("view").asInt() == 32)
                .allSatisfy(row -> {
                    assertThat(row.path("key_path").asText()).doesNotContain("Wow6432Node");
                    assertThat(row.path("backing_key").asText()).endsWith("Classes\\Wow6432Node\\CLSID\\{quarry}");
                });
    }
}
