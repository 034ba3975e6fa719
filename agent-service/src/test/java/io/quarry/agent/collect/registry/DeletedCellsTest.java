package io.quarry.agent.collect.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.jobs.RegistryKeyFinding;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What was deleted from a hive and still lies in it. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class DeletedCellsTest extends SoundHive {
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
}
