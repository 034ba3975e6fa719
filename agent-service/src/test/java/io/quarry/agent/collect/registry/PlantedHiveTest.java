package io.quarry.agent.collect.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.jobs.RegistryKeyFinding;
import io.quarry.model.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a hive can hold, from hives that these tests write. */
class PlantedHiveTest extends WrittenHive {
    @Test
    void readsEveryTypeOfValue() throws IOException {
        PlantedKey types = PlantedHive.key("types")
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
        PlantedKey odd = PlantedHive.key("odd")
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
        PlantedKey root = PlantedHive.key("root").list(kind);
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
        PlantedKey key = PlantedHive.key("key").className("class\u00e9").with(PlantedHive.key("sub"));
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
}
