package io.quarry.agent.collect.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.model.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Hives whose last changes are in their logs only. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class HiveLogTest extends SoundHive {
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
