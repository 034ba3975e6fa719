package io.quarry.agent.collect.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.agent.collect.Verdict;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Hives that are cut, broken or hostile: what is readable is given, and the position of what is not. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class DamagedHiveTest extends SoundHive {
    @Test
    void givesWhatATruncatedFileHas() throws IOException {
        PlantedKey big = PlantedHive.key("root").list("li");
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
}
