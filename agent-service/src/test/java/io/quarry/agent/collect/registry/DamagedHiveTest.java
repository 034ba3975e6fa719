package io.quarry.agent.collect.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.agent.collect.Verdict;
import io.quarry.jobs.RegistryKeyFinding;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Hives that are cut, wrong, hostile or dirty: what is readable is given, and the position of what is not. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class DamagedHiveTest {
    private static final int BINS = 4096;

    @TempDir
    private Path folder;

    private final PlantedHive.Key deep = PlantedHive.key("Deep").text("v", "deep value of some length");
    private final PlantedHive.Key first =
            PlantedHive.key("First").text("a", "some text here").with(deep);
    private final PlantedHive.Key second = PlantedHive.key("Second").text("b", "other text here");
    private final PlantedHive.Key root = PlantedHive.key("root").with(first, second);

    private byte[] sound() {
        return new PlantedHive().write(root);
    }

    private Searched search(byte[] bytes) throws IOException {
        return Searched.everything(Files.write(folder.resolve("hive"), bytes));
    }

    private static ByteBuffer at(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Test
    void givesWhatATruncatedFileHas() throws IOException {
        PlantedHive.Key big = PlantedHive.key("root").list("li");
        for (int i = 0; i < 500; i++) {
            big.with(PlantedHive.key("Key" + i).value("v", 3, new byte[500]));
        }
        byte[] whole = new PlantedHive().write(big);
        byte[] list = Arrays.copyOf(whole, whole.length);
        Searched all = search(list);
        assertThat(all.paths()).hasSize(501);
        Searched cut = search(Arrays.copyOf(whole, whole.length - 4096 * 2));
        assertThat(cut.problems()).extracting(Problem::getDetail).anyMatch(d -> d.contains("truncated"));
        assertThat(cut.verdict()).isInstanceOf(Verdict.Done.class);
    }

    @Test
    void keepsTheRestWhenOneKeyIsWrong() throws IOException {
        byte[] bytes = sound();
        bytes[BINS + second.offset + 4] = 'x';
        Searched found = search(bytes);
        assertThat(found.paths()).containsExactly("\\", "First", "First\\Deep");
        assertThat(found.problems()).hasSize(1);
        assertThat(found.problems().get(0).getDetail()).contains("byte " + (BINS + second.offset + 4));
        assertThat(found.rows()).noneMatch(row -> row.getKeyPath().contains("Second"));
    }

    @Test
    void keepsTheRestWhenAListIsWrong() throws IOException {
        byte[] bytes = sound();
        bytes[BINS + first.listOffset + 4] = 'x';
        Searched found = search(bytes);
        assertThat(found.paths()).containsExactlyInAnyOrder("\\", "First", "Second", "First\\Deep");
        assertThat(found.value("First\\Deep", "v").getProblems())
                .as("not by the list")
                .extracting(Problem::getItem)
                .contains("key_path");
        assertThat(found.problems().get(0).getReason()).isEqualTo(ProblemReason.MALFORMED);
        assertThat(Searched.of(folder.resolve("hive"), 0, "Second", "First").paths())
                .doesNotContain("First\\Deep");
    }

    @Test
    void findsTheRootThatTheHeaderHasLost() throws IOException {
        byte[] bytes = sound();
        at(bytes).putInt(36, 0x7000);
        PlantedHive.seal(bytes);
        Searched found = search(bytes);
        assertThat(found.paths()).containsExactlyInAnyOrder("\\", "First", "First\\Deep", "Second");
        assertThat(found.problems()).isNotEmpty();
    }

    @Test
    void goesInNoCircle() throws IOException {
        byte[] bytes = sound();
        at(bytes).putInt(BINS + first.listOffset + 8, first.offset); // a key within itself
        Searched self = search(bytes);
        assertThat(self.paths()).contains("\\", "First", "Second");
        assertThat(self.problems()).hasSize(1);
        at(bytes).putInt(BINS + first.listOffset + 8, root.offset); // the root within a key
        assertThat(search(bytes).paths()).contains("\\", "First", "Second");
        byte[] lists = sound();
        at(lists)
                .put(BINS + first.listOffset + 4, "ri".getBytes(StandardCharsets.US_ASCII))
                .putInt(BINS + first.listOffset + 8, first.listOffset); // a list of itself
        assertThat(search(lists).paths()).contains("First", "Second");
    }

    @Test
    void boundsWhatALengthClaims() throws IOException {
        byte[] bytes = sound();
        at(bytes).putInt(BINS + first.offset + 40, Integer.MAX_VALUE); // values
        at(bytes).putInt(BINS + second.offset + 4 + 20, -1); // subkeys, of a key without a list
        Searched found = search(bytes);
        assertThat(found.paths()).contains("First", "Second");
        assertThat(found.value("First", "a").getData()).isEqualTo("some text here");
        assertThat(found.problems()).extracting(Problem::getDetail).anyMatch(d -> d.contains("has room for"));
    }

    @Test
    void endsOnAnyDamage() throws IOException {
        byte[] sound = sound();
        Random random = new Random(7);
        for (int round = 0; round < 2_000; round++) {
            byte[] bytes = sound.clone();
            for (int i = 0; i < 1 + round % 8; i++) {
                bytes[BINS + random.nextInt(bytes.length - BINS)] = (byte) random.nextInt();
            }
            assertThat(search(bytes).verdict()).isInstanceOf(Verdict.Done.class);
        }
    }

    @Test
    void saysWhatIsNoHive() throws IOException {
        for (byte[] bytes : List.of(
                new byte[0], "regf".getBytes(StandardCharsets.US_ASCII), new byte[5000], Arrays.copyOf(sound(), 600))) {
            Searched found = search(bytes);
            assertThat(found.rows()).isEmpty();
            assertThat(found.problems()).isNotEmpty();
        }
    }

    @Test
    void recoversADeletedKeyAndItsValues() throws IOException {
        byte[] bytes = sound();
        for (int offset : List.of(second.offset, second.valueListOffset)) {
            free(bytes, offset);
        }
        int value = at(bytes).getInt(BINS + second.valueListOffset + 4);
        free(bytes, value);
        free(bytes, at(bytes).getInt(BINS + value + 12));
        at(bytes).putShort(BINS + root.listOffset + 6, (short) 1).putInt(BINS + root.offset + 24, 1);
        Searched found = search(bytes);
        assertThat(found.problems()).isEmpty();
        assertThat(found.paths()).containsExactly("\\", "First", "First\\Deep");
        assertThat(found.deleted()).hasSize(1);
        RegistryKeyFinding deleted = found.deleted().get(0);
        assertThat(deleted.getKeyPath()).isEqualTo("Second");
        assertThat(deleted.getData()).isEqualTo("other text here");
        assertThat(deleted.getLastWriteTime()).isNotNull();
        assertThat(deleted.getSecurity()).startsWith("O:BA");
        Path hive = folder.resolve("hive");
        assertThat(Searched.of(hive, 0, "First").deleted()).as("not asked for").isEmpty();
        assertThat(Searched.of(hive, 0, "sec.*").deleted()).hasSize(1);
    }

    @Test
    void recoversADeletedValueOfAKeyThatIsThere() throws IOException {
        byte[] bytes = sound();
        int value = at(bytes).getInt(BINS + first.valueListOffset + 4);
        free(bytes, value);
        at(bytes).putInt(BINS + first.offset + 40, 0);
        Searched found = search(bytes);
        assertThat(found.deleted()).hasSize(1);
        assertThat(found.deleted().get(0).getValueName()).isEqualTo("a");
        assertThat(found.deleted().get(0).getProblems())
                .as("its data is another's")
                .isNotEmpty();
    }

    private static void free(byte[] bytes, int offset) {
        at(bytes).putInt(BINS + offset, Math.abs(at(bytes).getInt(BINS + offset)));
    }

    @Test
    void replaysAnOldLog() throws IOException {
        byte[] before = sound();
        byte[] after = sound();
        at(after).put(BINS + second.offset + 80, "Fourth".getBytes(StandardCharsets.US_ASCII));
        dirty(before);
        Path hive = Files.write(folder.resolve("HIVE"), before);
        assertThat(Searched.everything(hive).problems()).as("no log").hasSize(1);
        Files.write(folder.resolve("hive.LOG"), sectorLog(after, 8));
        Searched found = Searched.everything(hive);
        assertThat(found.problems()).isEmpty();
        assertThat(found.paths()).contains("Fourth").doesNotContain("Second");
        Files.write(folder.resolve("hive.LOG"), sectorLog(after, 3));
        at(before).putLong(12, 1);
        PlantedHive.seal(before);
        Files.write(hive, before);
        Searched stale = Searched.everything(hive);
        assertThat(stale.paths()).contains("Second");
        assertThat(stale.problems()).extracting(Problem::getDetail).anyMatch(d -> d.contains("earlier write"));
    }

    private static void dirty(byte[] hive) {
        at(hive).putInt(4, 8).putInt(8, 7);
        PlantedHive.seal(hive);
    }

    private static byte[] sectorLog(byte[] after, int sequence) {
        int sectors = (after.length - BINS) / 512;
        ByteBuffer log = ByteBuffer.allocate(1024 + after.length - BINS).order(ByteOrder.LITTLE_ENDIAN);
        log.put(0, after, 0, 512).putInt(4, sequence).putInt(8, sequence).putInt(28, 1);
        log.put(512, "DIRT".getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < sectors; i++) {
            log.put(516 + i / 8, (byte) (log.get(516 + i / 8) | 1 << i % 8));
        }
        log.put(1024, after, BINS, after.length - BINS);
        PlantedHive.seal(log.array());
        return log.array();
    }

    @Test
    void replaysNewLogsInTheirOrderAndStopsAtADamagedEntry() throws IOException {
        byte[] before = sound();
        byte[] once = sound();
        at(once).put(BINS + second.offset + 80, "Fourth".getBytes(StandardCharsets.US_ASCII));
        byte[] twice = once.clone();
        at(twice).put(BINS + second.offset + 80, "Fifth_".getBytes(StandardCharsets.US_ASCII));
        dirty(before);
        Path hive = Files.write(folder.resolve("h"), before);
        Files.write(folder.resolve("h.LOG2"), entryLog(once, 7));
        Files.write(folder.resolve("h.LOG1"), entryLog(twice, 8));
        Searched found = Searched.everything(hive);
        assertThat(found.problems()).isEmpty();
        assertThat(found.paths()).contains("Fifth_");
        byte[] damaged = entryLog(twice, 8);
        damaged[damaged.length - 1] ^= 1;
        Files.write(folder.resolve("h.LOG1"), damaged);
        assertThat(Searched.everything(hive).paths()).contains("Fourth");
        Files.write(folder.resolve("h.LOG1"), entryLog(twice, 9));
        assertThat(Searched.everything(hive).paths())
                .as("one is missing before it")
                .contains("Fourth");
        Files.write(folder.resolve("h.LOG2"), entryLog(once, 6));
        Files.write(folder.resolve("h.LOG1"), new byte[0]);
        assertThat(Searched.everything(hive).paths())
                .as("the hive has it already")
                .contains("Second");
    }

    private static byte[] entryLog(byte[] after, int sequence) {
        int pages = (after.length - BINS) / 4096;
        int size = (40 + 8 + after.length - BINS + 511) / 512 * 512;
        ByteBuffer log = ByteBuffer.allocate(512 + size).order(ByteOrder.LITTLE_ENDIAN);
        log.put(0, after, 0, 512).putInt(4, sequence).putInt(8, sequence).putInt(28, 6);
        log.put(512, "HvLE".getBytes(StandardCharsets.US_ASCII))
                .putInt(516, size)
                .putInt(524, sequence);
        log.putInt(528, after.length - BINS).putInt(532, 1);
        log.putInt(552, 0).putInt(556, pages * 4096).put(560, after, BINS, after.length - BINS);
        Marvin32 rest = new Marvin32();
        rest.update(log.array(), 552, 512 + size);
        log.putLong(536, rest.digest());
        Marvin32 head = new Marvin32();
        head.update(log.array(), 512, 544);
        log.putLong(544, head.digest());
        PlantedHive.seal(log.array());
        return log.array();
    }

    @Test
    void knowsTheChecksumOfLogs() {
        // header of the first entry of a real log, and the checksum that Windows put behind it
        byte[] head = java.util.HexFormat.of()
                .parseHex("48764c45001e00000000000003000000005000000100000" + "05d1e700717a84647");
        Marvin32 marvin = new Marvin32();
        marvin.update(head, 0, 32);
        assertThat(marvin.digest()).isEqualTo(0xe637dcaff6877267L);
    }
}
