package io.quarry.agent.collect.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.quarry.jobs.RegistryKeyFinding;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a hive can hold, from hives that these tests write. */
class PlantedHiveTest {
    @TempDir
    private Path folder;

    private Path plant(PlantedHive.Key root) throws IOException {
        return Files.write(folder.resolve("hive"), new PlantedHive().write(root));
    }

    private static byte[] utf16(String text) {
        return text.getBytes(StandardCharsets.UTF_16LE);
    }

    @Test
    void readsEveryTypeOfValue() throws IOException {
        PlantedHive.Key types = PlantedHive.key("types")
                .value("none", 0, new byte[0])
                .text("sz", "text\u00e9\ud83d\ude00")
                .value("expand", 2, utf16("%PATH%\0"))
                .value("binary", 3, new byte[] {1, 2, 3, 4, 5})
                .value("dword", 4, new byte[] {-1, -1, -1, -1})
                .value("big", 5, new byte[] {0, 0, 1, 2})
                .value("link", 6, utf16("\\Registry\\X"))
                .value("multi", 7, utf16("a\0\0b\0\0"))
                .value("resource", 8, new byte[8])
                .value("descriptor", 9, new byte[8])
                .value("requirements", 10, new byte[8])
                .value("qword", 11, new byte[] {-1, -1, -1, -1, -1, -1, -1, -1})
                .value("odd", 0x12345, new byte[] {9})
                .text("", "default");
        Searched found = Searched.everything(plant(PlantedHive.key("root").with(types)));
        assertThat(found.problems()).isEmpty();
        assertThat(found.value("types", "sz").getData()).isEqualTo("text\u00e9\ud83d\ude00");
        assertThat(found.value("types", "").getData()).isEqualTo("default");
        assertThat(found.value("types", "expand").getData()).isEqualTo("%PATH%");
        assertThat(found.value("types", "dword").getData()).isEqualTo("4294967295");
        assertThat(found.value("types", "big").getData()).isEqualTo("258");
        assertThat(found.value("types", "link").getData()).isEqualTo("\\Registry\\X");
        assertThat(found.value("types", "multi").getData()).isEqualTo("a\n\nb");
        assertThat(found.value("types", "qword").getData()).isEqualTo("18446744073709551615");
        assertThat(found.value("types", "binary").getDataBase64()).isEqualTo("AQIDBAU=");
        assertThat(found.value("types", "binary").getData()).isNull();
        assertThat(found.value("types", "none").getDataBase64()).isEmpty();
        assertThat(found.value("types", "none").getDataSize()).isZero();
        assertThat(found.value("types", "odd").getValueType()).isEqualTo("74565");
        assertThat(found.live())
                .filteredOn(row -> row.getKeyPath().equals("types"))
                .extracting(RegistryKeyFinding::getValueType)
                .contains(
                        "REG_NONE",
                        "REG_SZ",
                        "REG_EXPAND_SZ",
                        "REG_BINARY",
                        "REG_DWORD",
                        "REG_DWORD_BIG_ENDIAN",
                        "REG_LINK")
                .contains(
                        "REG_MULTI_SZ",
                        "REG_RESOURCE_LIST",
                        "REG_FULL_RESOURCE_DESCRIPTOR",
                        "REG_RESOURCE_REQUIREMENTS_LIST")
                .contains("REG_QWORD");
    }

    @Test
    void saysAllBytesOfTextThatIsNone() throws IOException {
        PlantedHive.Key odd = PlantedHive.key("odd")
                .value("behind", 1, utf16("seen\0hidden\0"))
                .value("half", 1, new byte[] {'a', 0, 'b'})
                .value("surrogate", 1, new byte[] {0, (byte) 0xd8, 'x', 0, 0, 0})
                .value("short", 4, new byte[] {1, 2})
                .value("lines", 7, utf16("a\nb\0\0"))
                .text("nul\0name", "kept");
        Searched found = Searched.everything(plant(PlantedHive.key("root").with(odd)));
        assertThat(found.value("odd", "behind").getData()).isEqualTo("seen");
        assertThat(Base64.getDecoder().decode(found.value("odd", "behind").getDataBase64()))
                .isEqualTo(utf16("seen\0hidden\0"));
        assertThat(found.value("odd", "half").getDataBase64()).isEqualTo("YQBi");
        assertThat(found.value("odd", "surrogate").getData()).isEqualTo("\\ud800x");
        assertThat(found.value("odd", "short").getData()).isNull();
        assertThat(found.value("odd", "short").getDataBase64()).isEqualTo("AQI=");
        assertThat(found.value("odd", "short").getProblems()).isNotEmpty();
        assertThat(found.value("odd", "lines").getDataBase64()).isNotNull();
        assertThat(found.value("odd", "nul\0name").getData()).isEqualTo("kept");
        assertThat(found.problems()).as("nothing is missing").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"lf", "lh", "li", "ri"})
    void readsEveryKindOfList(String kind) throws IOException {
        PlantedHive.Key root = PlantedHive.key("root").list(kind);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            names.add(String.format("Key%04d", i));
            root.with(PlantedHive.key(names.get(i)).text("v", "d" + i));
        }
        root.with(PlantedHive.key("\u00dcn\u00efcode"), PlantedHive.key("\u0448\u0438\u0440\u0435"));
        Path hive = plant(root);
        assertThat(Searched.everything(hive).paths()).hasSize(1_003).containsAll(names);
        for (String wanted :
                List.of("key0000", "KEY0999", "kEY0500", "\u00fcN\u00cfCODE", "\u0428\u0418\u0420\u0415")) {
            assertThat(Searched.of(hive, 0, wanted).paths())
                    .as(kind + " " + wanted)
                    .hasSize(1);
        }
        assertThat(Searched.of(hive, 0, "Key").rows()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {16_343, 16_344, 16_345, 32_688, 32_689, 1_000_000})
    void readsBigData(int size) throws IOException {
        byte[] data = new byte[size];
        new Random(size).nextBytes(data);
        data[0] = 'd'; // what begins like big data and is none
        data[1] = 'b';
        Searched found = Searched.everything(plant(PlantedHive.key("root").value("v", 3, data)));
        assertThat(Base64.getDecoder().decode(found.value("\\", "v").getDataBase64()))
                .isEqualTo(data);
        byte[] old = new PlantedHive().minor(3).write(PlantedHive.key("root").value("v", 3, data));
        Searched before = Searched.everything(Files.write(folder.resolve("old"), old));
        assertThat(Base64.getDecoder().decode(before.value("\\", "v").getDataBase64()))
                .isEqualTo(data);
    }

    @Test
    void fillsTheColumnsOfAKey() throws IOException {
        PlantedHive.Key key = PlantedHive.key("key").className("class\u00e9").with(PlantedHive.key("sub"));
        byte[] bytes = new PlantedHive()
                .fileName("\\??\\C:\\Users\\ann\\ntuser.dat")
                .write(PlantedHive.key("ROOT")
                        .with(
                                PlantedHive.key("Software"),
                                PlantedHive.key("Environment"),
                                key.text("v", "x"),
                                PlantedHive.key("never").written(0)));
        Path hive = Files.write(folder.resolve("hive"), bytes);
        RegistryKeyFinding row = Searched.of(hive, 0, "key").value("key", "v");
        assertThat(row.getHive()).isEqualTo("\\??\\C:\\Users\\ann\\ntuser.dat");
        assertThat(row.getClassName()).isEqualTo("class\u00e9");
        assertThat(row.getLastWriteTime()).isEqualTo(Instant.parse("2024-01-17T21:20:00Z"));
        assertThat(row.getSecurity()).isEqualTo("O:BAG:SYD:P(A;CI;KA;;;BA)(A;;KR;;;S-1-5-21-1-2-3-1001)");
        assertThat(row.getUserSid()).isEqualTo("S-1-5-21-1-2-3-1001");
        assertThat(row.getUserName()).isEqualTo("ann");
        assertThat(row.getSubkeys()).isEqualTo(1);
        assertThat(row.getValues()).isEqualTo(1);
        assertThat(row.getDepth()).isZero();
        assertThat(row.getVolatile$()).isFalse();
        assertThat(row.getDeleted()).isFalse();
        assertThat(row.getSource()).isEqualTo(hive.toString());
        RegistryKeyFinding without = Searched.of(hive, 0, "never").live().get(0);
        assertThat(without.getValueName()).isNull();
        assertThat(without.getLastWriteTime()).isNull();
        assertThat(without.getProblems()).extracting(Problem::getItem).contains("value_name", "last_write_time");
    }

    @Test
    void searchesByExpressionsAndDepth() throws IOException {
        PlantedHive.Key root = PlantedHive.key("root");
        for (String name : List.of("Alpha", "Beta", "C++", ".txt", "xtxt", "{00-1}")) {
            root.with(PlantedHive.key(name)
                    .with(PlantedHive.key("One").with(PlantedHive.key("Deep").with(PlantedHive.key("Deeper")))));
        }
        Path hive = plant(root);
        assertThat(Searched.of(hive, 0, "alpha\\ONE").paths()).containsExactly("Alpha\\One");
        assertThat(Searched.of(hive, 0, "(alpha|beta)").paths()).containsExactly("Alpha", "Beta");
        assertThat(Searched.of(hive, 0, ".*a\\o.e").paths()).containsExactly("Alpha\\One", "Beta\\One");
        assertThat(Searched.of(hive, 0, "alph").paths()).as("whole names").isEmpty();
        assertThat(Searched.of(hive, 0, "C++").paths())
                .as("no valid expression: a name")
                .containsExactly("C++");
        assertThat(Searched.of(hive, 0, "{00-1}").paths()).containsExactly("{00-1}");
        assertThat(Searched.of(hive, 0, ".txt").paths()).containsExactlyInAnyOrder(".txt", "xtxt");
        assertThat(Searched.of(hive, 0, "[.]txt").paths()).containsExactly(".txt");
        assertThat(Searched.of(hive, 1, "Alpha").paths()).containsExactly("Alpha", "Alpha\\One");
        assertThat(Searched.of(hive, 2, "Alpha").rows())
                .extracting(RegistryKeyFinding::getDepth)
                .containsExactly(0, 1, 2);
        assertThat(Searched.of(hive, -1, "Alpha").paths()).hasSize(4);
        assertThat(Searched.of(hive, -1, "\\").paths()).hasSize(1 + 6 * 4).startsWith("\\");
        assertThat(Searched.of(hive, 0, "\\Alpha\\", "Alpha", "al.*").rows())
                .as("once, however often")
                .hasSize(1);
        assertThat(Searched.of(hive, -1, "Alpha\\One", "Alpha").rows())
                .filteredOn(row -> row.getKeyPath().equals("Alpha\\One"))
                .extracting(RegistryKeyFinding::getDepth)
                .as("of several the nearest")
                .containsExactly(0);
    }

    @Test
    void opensAPlainNameWithoutReadingTheOthers() throws IOException {
        PlantedHive.Key broken = PlantedHive.key("Broken");
        PlantedHive.Key root =
                PlantedHive.key("root").with(broken, PlantedHive.key("Sound").text("v", "x"));
        byte[] bytes = new PlantedHive().write(root);
        bytes[4096 + broken.offset + 4] = 'x';
        Path hive = Files.write(folder.resolve("hive"), bytes);
        Searched expression = Searched.of(hive, 0, "S.*");
        assertThat(expression.paths()).containsExactly("Sound");
        assertThat(expression.problems()).extracting(Problem::getReason).containsOnly(ProblemReason.MALFORMED);
        assertThat(expression.problems().get(0).getDetail()).contains(String.valueOf(4096 + broken.offset + 4));
    }

    @Test
    void findsPersistenceByTheKindOfHive() throws IOException {
        byte[] select = {2, 0, 0, 0};
        PlantedHive.Key run = PlantedHive.key("Run").text("Evil", "c:\\e.exe");
        PlantedHive.Key user = PlantedHive.key("root")
                .with(
                        PlantedHive.key("Environment")
                                .text("UserInitMprLogonScript", "x.bat")
                                .text("TEMP", "t"),
                        PlantedHive.key("Software")
                                .with(PlantedHive.key("Microsoft")
                                        .with(PlantedHive.key("Windows")
                                                .with(PlantedHive.key("CurrentVersion")
                                                        .with(run)))));
        Files.write(folder.resolve("user"), new PlantedHive().write(user));
        PlantedHive.Key system = PlantedHive.key("root")
                .with(
                        PlantedHive.key("Select").value("Current", 4, select),
                        set("ControlSet001"),
                        set("ControlSet002"));
        Files.write(folder.resolve("system"), new PlantedHive().write(system));
        Searched found = Searched.with(params -> {
            params.setPersistent(true);
            params.setHiveFiles(List.of(folder + "/*"));
        });
        assertThat(found.problems()).isEmpty();
        assertThat(found.rows())
                .extracting(
                        RegistryKeyFinding::getPersistenceCategory,
                        RegistryKeyFinding::getKeyPath,
                        RegistryKeyFinding::getValueName)
                .contains(
                        tuple("RUN", "Software\\Microsoft\\Windows\\CurrentVersion\\Run", "Evil"),
                        tuple("LOGON_SCRIPT", "Environment", "UserInitMprLogonScript"),
                        tuple("SERVICE", "ControlSet002\\Services\\Bad", "ImagePath"),
                        tuple("SERVICE", "ControlSet002\\Services\\Bad\\Parameters", "ServiceDll"))
                .hasSize(4);
        Searched named = Searched.of(folder.resolve("system"), 0, "CurrentControlSet\\Services\\Bad");
        assertThat(named.paths()).containsExactly("ControlSet002\\Services\\Bad");
    }

    private static PlantedHive.Key set(String name) {
        return PlantedHive.key(name)
                .with(PlantedHive.key("Services")
                        .with(PlantedHive.key("Bad")
                                .text("ImagePath", "bad.exe")
                                .text("Comment", "no location")
                                .with(PlantedHive.key("Parameters").text("ServiceDll", "bad.dll"))));
    }
}
