package io.quarry.agent.collect.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A hive as large as the format lets one be, with values larger than any that is read, by the agent's command in its small heap. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class HugeHiveIT extends WrittenHive {
    private static final int BINS = 4096;
    private static final int BIN_HEADER = 32;
    /** Of the last bin: offsets have 31 bits. */
    private static final int LAST_BIN = 0x7fff_e000;

    private static final int PAGE = 4096;
    private static final int BINARY = 3;
    private static final byte[] PLACEHOLDER = new byte[8];

    private final PlantedKey far = PlantedHive.key("Far").text("v", "behind two gigabytes");
    private final PlantedKey root = PlantedHive.key("root")
            .text("small", "text")
            .value("most", BINARY, PLACEHOLDER)
            .value("over", BINARY, PLACEHOLDER)
            .value("huge", BINARY, PLACEHOLDER)
            .with(far);

    /** A first bin with almost everything, one whose only cell is a hole in the file, and one with the key Far. */
    private Path plant() throws IOException {
        byte[] start = new PlantedHive().write(root);
        ByteBuffer bytes = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN);
        int hole = start.length - BINS;
        int holeSize = LAST_BIN - hole;
        value(bytes, "most", ValueData.MOST, hole);
        value(bytes, "over", ValueData.MOST + 1, hole);
        value(bytes, "huge", holeSize - BIN_HEADER - Integer.BYTES, hole);
        ByteBuffer holeHead = bin(hole, holeSize, BIN_HEADER + Integer.BYTES);
        holeHead.putInt(BIN_HEADER, BIN_HEADER - holeSize);

        int size = -bytes.getInt(BINS + far.offset);
        ByteBuffer last = bin(LAST_BIN, PAGE, PAGE);
        last.put(BIN_HEADER, start, BINS + far.offset, size);
        last.putInt(BIN_HEADER + size, PAGE - BIN_HEADER - size); // what is left is free
        bytes.put(BINS + far.offset + Integer.BYTES, new byte[size - Integer.BYTES]);
        bytes.putInt(BINS + root.listOffset + 8, LAST_BIN + BIN_HEADER);
        bytes.putInt(40, LAST_BIN + PAGE);
        PlantedHive.seal(start);

        Path file = folder.resolve("huge");
        try (FileChannel out = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
            out.write(bytes.rewind(), 0);
            out.write(holeHead.rewind(), BINS + hole);
            out.write(last.rewind(), (long) BINS + LAST_BIN);
        }
        return file;
    }

    private static ByteBuffer bin(int offset, int size, int written) {
        return ByteBuffer.allocate(written)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(0, "hbin".getBytes(StandardCharsets.US_ASCII))
                .putInt(4, offset)
                .putInt(8, size);
    }

    private void value(ByteBuffer bytes, String name, int size, int bin) {
        int at = BINS
                + root.values.stream()
                        .filter(value -> value.name.equals(name))
                        .findFirst()
                        .orElseThrow()
                        .offset;
        bytes.putInt(at + 8, size).putInt(at + 12, bin + BIN_HEADER);
    }

    private static List<JsonNode> collect(Path hive, int exit) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.quarry.agent.AgentMain",
                        "collect",
                        "registry-key",
                        "--hive-files=" + hive,
                        "--registry-keys=\\",
                        "--recursion-depth=-1",
                        "--format=json")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<JsonNode> lines = new ArrayList<>();
        for (String line : new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList()) {
            lines.add(new ObjectMapper().readTree(line));
        }
        assertThat(process.waitFor()).as("%s", lines).isEqualTo(exit);
        return lines;
    }

    private static JsonNode row(List<JsonNode> rows, String value) {
        return rows.stream()
                .filter(row -> row.path("value_name").asText().equals(value))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatIsTooLargeIsNamedAndAllElseIsRead() throws Exception {
        Path hive = plant();
        assertThat(hive.toFile()).hasSize((long) BINS + LAST_BIN + PAGE);
        List<JsonNode> lines = collect(hive, 1);
        JsonNode end = lines.remove(lines.size() - 1);

        assertThat(end.path("outcome").asText()).isEqualTo("PARTIAL");
        assertThat(end.path("problems")).hasSize(2).allSatisfy(problem -> assertThat(
                        problem.path("reason").asText())
                .isEqualTo("LIMIT"));
        assertThat(lines)
                .extracting(row -> row.path("value_name").asText())
                .containsExactlyInAnyOrder("small", "most", "over", "huge", "v");
        assertThat(row(lines, "v").path("data").asText()).isEqualTo("behind two gigabytes");
        assertThat(row(lines, "v").path("key_path").asText()).isEqualTo("Far");
        assertThat(row(lines, "most").path("data_base64").binaryValue()).hasSize(ValueData.MOST);
        for (String name : List.of("over", "huge")) {
            assertThat(row(lines, name).path("data_base64").isNull()).as(name).isTrue();
            assertThat(row(lines, name).path("data_size").asLong()).as(name).isGreaterThan(ValueData.MOST);
        }
    }
}
