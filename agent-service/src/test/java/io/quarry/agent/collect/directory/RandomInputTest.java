package io.quarry.agent.collect.directory;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.quarry.agent.fuzz.FileNameFuzz;
import io.quarry.agent.fuzz.GroupNamesFuzz;
import io.quarry.agent.fuzz.MountTableFuzz;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The fuzz targets with a bounded number of inputs. */
class RandomInputTest {
    private static final String LETTERS = "/**??ab:0123456789 -\n.tmpfs";

    @Test
    void nothingThrows() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            byte[] data = new byte[random.nextInt(300)];
            random.nextBytes(data);
            for (int at = 0; at < data.length; at++) {
                if (random.nextInt(100) < i % 101) {
                    data[at] = (byte) LETTERS.charAt(random.nextInt(LETTERS.length()));
                }
            }
            String shown = new String(data, StandardCharsets.ISO_8859_1);
            assertThatCode(() -> FileNameFuzz.fuzzerTestOneInput(data))
                    .as(shown)
                    .doesNotThrowAnyException();
            assertThatCode(() -> MountTableFuzz.fuzzerTestOneInput(data))
                    .as(shown)
                    .doesNotThrowAnyException();
            assertThatCode(() -> GroupNamesFuzz.fuzzerTestOneInput(data))
                    .as(shown)
                    .doesNotThrowAnyException();
        }
    }
}
