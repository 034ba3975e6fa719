package io.quarry.agent.natives.windows;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Identifiers of COM in memory: three numbers, little endian, and eight bytes as they are written. */
final class ComObjectTest {
    @Test
    void identifiersAsTheyLieInMemory() {
        assertThat(HexFormat.of().formatHex(ComObject.guidBytes("0f87369f-a4e5-4cfc-bd3e-73e6154572dd")))
                .isEqualTo("9f36870f" + "e5a4" + "fc4c" + "bd3e73e6154572dd");
    }
}
