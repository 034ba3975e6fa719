package io.quarry.agent.collect.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.quarry.jobs.RegistryKeyFinding;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every key and value of real hives and of planted ones, as two readers that we did not write have them. */
class HiveOracleIT {
    private static final Map<String, String> SHORT = Map.of(
            "REG_SZ", "string",
            "REG_EXPAND_SZ", "expand",
            "REG_MULTI_SZ", "string-list",
            "REG_DWORD", "int32",
            "REG_QWORD", "int64",
            "REG_BINARY", "binary",
            "REG_NONE", "none",
            "REG_LINK", "link");

    @TempDir
    private Path folder;

    @BeforeAll
    static void needsTheReaders() {
        assumeThat(Path.of("/usr/bin/hivexml")).exists();
        assumeThat(Path.of("/usr/bin/reglookup")).exists();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NTUSER.DAT",
                "SAM",
                "SECURITY",
                "UsrClass.dat",
                "issue22.hive",
                "UNICODE_TESTS",
                "REORGANIZED_VALUES_TESTS"
            })
    void agreesOnRealHives(String name) throws Exception {
        try (var in = HiveOracleIT.class.getResourceAsStream("/hives/" + name)) {
            compare(Files.write(folder.resolve(name), in.readAllBytes()));
        }
    }

    @Test
    void agreesOnAPlantedHive() throws Exception {
        PlantedKey root = PlantedHive.key("root").list("ri");
        Random random = new Random(3);
        for (int i = 0; i < 300; i++) {
            byte[] data = new byte[i * 100];
            random.nextBytes(data);
            PlantedKey key =
                    PlantedHive.key("Key " + i).list(List.of("lf", "lh", "li").get(i % 3));
            key.value("bin", 3, data).text("text", "t\u00e9xt " + i).value("d", 4, new byte[] {1, 2, 3, (byte) i});
            root.with(key.with(
                    PlantedHive.key("\u0448" + i).className("class"),
                    PlantedHive.key("sub").text("", "x")));
        }
        compare(Files.write(folder.resolve("planted"), new PlantedHive().write(root)));
    }

    private void compare(Path hive) throws Exception {
        Searched ours = Searched.everything(hive);
        assertThat(ours.problems()).isEmpty();
        assertThat(ours.live()).hasSizeGreaterThan(5);
        List<String> keys = new ArrayList<>();
        List<String> values = new ArrayList<>();
        for (RegistryKeyFinding row : ours.live()) {
            String path = row.getKeyPath().equals("\\") ? "" : "\\" + row.getKeyPath();
            String key = path + " " + row.getLastWriteTime().truncatedTo(ChronoUnit.SECONDS);
            if (keys.isEmpty() || !keys.get(keys.size() - 1).equals(key)) {
                keys.add(key);
            }
            if (row.getValueName() != null) {
                values.add(path + "\\" + row.getValueName() + " " + SHORT.getOrDefault(row.getValueType(), "unknown")
                        + " " + HiveXml.shortened(HiveXml.printable(data(row))));
            }
        }
        HiveXml oracle = HiveXml.parse(new String(output("hivexml", hive), StandardCharsets.UTF_8));
        same(keys, oracle.keys());
        same(values, oracle.values());
        reglookup(hive, ours);
    }

    /** As hivexml writes it: numbers with a sign, text up to its first NUL, the rest Base64. */
    private static String data(RegistryKeyFinding row) {
        if (row.getData() == null) {
            boolean number = row.getValueType().equals("REG_DWORD"); // without bytes: hivexml has -1 for its failure
            return number ? "-1" : row.getDataBase64();
        }
        return switch (row.getValueType()) {
            case "REG_DWORD" -> String.valueOf((int) Long.parseLong(row.getData()));
            case "REG_QWORD" -> String.valueOf(Long.parseUnsignedLong(row.getData()));
            case "REG_SZ", "REG_EXPAND_SZ", "REG_MULTI_SZ" -> row.getData();
            default -> row.getData();
        };
    }

    /** Paths and types of everything, and the security descriptors of keys. */
    private void reglookup(Path hive, Searched ours) throws Exception {
        List<String> expected = new ArrayList<>();
        for (String line : new String(output("reglookup", hive), StandardCharsets.ISO_8859_1).split("\n")) {
            String[] fields = line.split(",", -1);
            if (!fields[0].equals("PATH")) {
                expected.add(fields[0] + " " + fields[1]);
            }
        }
        List<String> found = new ArrayList<>();
        String last = "?";
        for (RegistryKeyFinding row : ours.live()) {
            String path = row.getKeyPath().equals("\\") ? "" : "/" + quoted(row.getKeyPath());
            if (!row.getKeyPath().equals(last)) {
                found.add((path.isEmpty() ? "/" : path) + " KEY");
                last = row.getKeyPath();
            }
            if (row.getValueName() != null) {
                String type = row.getValueType();
                found.add((path.isEmpty() ? "/" : path) + "/" + quotedName(row.getValueName()) + " "
                        + (type.startsWith("REG_") ? type(type) : "0x" + String.format("%08X", Long.parseLong(type))));
            }
        }
        same(found, expected);
    }

    /** Each as often in the one as in the other; shows the first few that are not. */
    private static void same(List<String> ours, List<String> theirs) {
        List<String> more = new ArrayList<>(ours);
        Map<String, Integer> counts = new HashMap<>();
        theirs.forEach(line -> counts.merge(line, 1, Integer::sum));
        more.removeIf(line -> counts.getOrDefault(line, 0) > 0 && counts.merge(line, -1, Integer::sum) >= 0);
        List<String> less = counts.entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .map(Map.Entry::getKey)
                .toList();
        assertThat(more.stream().limit(3)).as("%d of ours more", more.size()).isEmpty();
        assertThat(less.stream().limit(3)).as("%d of theirs more", less.size()).isEmpty();
    }

    private static String type(String type) {
        return type.equals("REG_DWORD_BIG_ENDIAN") ? "DWORD_BE" : type.substring("REG_".length());
    }

    private static String quoted(String path) {
        StringBuilder out = new StringBuilder();
        for (String name : path.split("\\\\")) {
            out.append(out.isEmpty() ? "" : "/").append(quotedName(name));
        }
        return out.toString();
    }

    /** Names that are no ASCII are written as their UTF-16, byte by byte. */
    private static String quotedName(String name) {
        boolean ascii = name.chars().allMatch(c -> c < 0x80);
        StringBuilder out = new StringBuilder();
        for (byte b : name.getBytes(ascii ? StandardCharsets.US_ASCII : StandardCharsets.UTF_16LE)) {
            boolean plain = b >= ' ' && b < 0x7f && ",\"%/".indexOf(b) < 0;
            out.append(plain ? String.valueOf((char) b) : String.format("%%%02X", b));
        }
        return out.toString();
    }

    private static byte[] output(String program, Path hive) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(program, hive.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        byte[] output = process.getInputStream().readAllBytes();
        assertThat(process.waitFor()).as(program).isZero();
        return output;
    }
}
