package io.quarry.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WireFormatTest {
    @Test
    void headerIsAZeroAndTheIdBigEndian() {
        assertThat(WireFormat.header(0x01020304)).containsExactly(0, 1, 2, 3, 4);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 255, 65_536, Integer.MAX_VALUE})
    void idReadsBack(int id) {
        assertThat(WireFormat.schemaId(WireFormat.header(id))).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void tooShortIsNotAvro(int length) {
        assertThatThrownBy(() -> WireFormat.schemaId(new byte[length]))
                .isInstanceOfSatisfying(MalformedRecordException.class, e -> assertThat(e.reason())
                        .isEqualTo("NOT_AVRO"))
                .hasMessageContaining("only " + length + " bytes");
    }

    @Test
    void anotherFirstByteIsNotAvro() {
        assertThatThrownBy(() -> WireFormat.schemaId(new byte[] {'{', 0, 0, 0, 1, 2}))
                .isInstanceOfSatisfying(MalformedRecordException.class, e -> assertThat(e.reason())
                        .isEqualTo("NOT_AVRO"))
                .hasMessageContaining("123");
    }
}
