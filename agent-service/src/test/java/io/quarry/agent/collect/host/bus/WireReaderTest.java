package io.quarry.agent.collect.host.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.agent.collect.host.bus.BusException.Reason;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WireReaderTest {

    private static Object read(String signature, String hex, ByteOrder order) throws BusException {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        return new BusReply(signature, bytes, order).values().fields();
    }

    @Test
    void readsEveryTypeInEitherByteOrder() throws BusException {
        assertThat(read("ybnq", "ff 000000 01000000 ffff ffff", ByteOrder.LITTLE_ENDIAN))
                .isEqualTo(List.of(255, true, -1, 65535));
        assertThat(read("iuxt", "ffffffff ffffffff ffffffffffffffff 0000000000000002", ByteOrder.BIG_ENDIAN))
                .isEqualTo(List.of(-1, 4294967295L, -1L, 2L));
        assertThat(read("dsog", "3ff0000000000000 00000001 6100 0000 00000001 2f00 01 7300", ByteOrder.BIG_ENDIAN))
                .isEqualTo(List.of(1.0, "a", "/", "s"));
        assertThat(read("a{sv}", "00000010 00000000 00000001 6b00 01 7500 000000 00000007", ByteOrder.BIG_ENDIAN))
                .isEqualTo(List.of(Map.of("k", 7L)));
        assertThat(read("as(yy)", "00000006 00000001 6200 000000000000 0102", ByteOrder.BIG_ENDIAN)
                        .toString())
                .contains("[1, 2]");
    }

    @Test
    void keepsBytesOfTextThatAreNoText() throws BusException {
        assertThat(read("s", "01000000 ff 00", ByteOrder.LITTLE_ENDIAN)).isEqualTo(List.of("\\xff"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s 05000000 6100",
                "s ffffffff 61",
                "as ffffff7f",
                "v 02737300",
                "v 00 00",
                "v 01 28 00",
                "u 0000",
                "a(s) 08000000",
                "v 02617600",
                "v 05617b767300"
            })
    void refusesWhatIsNotWhole(String input) {
        int blank = input.indexOf(' ');
        assertThatThrownBy(() -> read(input.substring(0, blank), input.substring(blank), ByteOrder.LITTLE_ENDIAN))
                .isInstanceOfSatisfying(
                        BusException.class, e -> assertThat(e.reason()).isEqualTo(Reason.MALFORMED));
    }

    @Test
    void boundsVariantsInEachOther() {
        String deep = "017600".repeat(100_000) + "017900 05";
        assertThatThrownBy(() -> read("v", deep, ByteOrder.LITTLE_ENDIAN)).hasMessageContaining("deep");
    }

    @Test
    void boundsWhatItHoldsAtOnce() {
        int count = WireReader.MOST_VALUES + 1;
        String many = HexFormat.of().formatHex(new WireWriter().word(count * 2).bytes()) + "0000".repeat(count);
        assertThatThrownBy(() -> read("aq", many, ByteOrder.LITTLE_ENDIAN))
                .isInstanceOfSatisfying(
                        BusException.class, e -> assertThat(e.reason()).isEqualTo(Reason.LIMIT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "(", "()", "a{s}", "a{vs}", "a{sss}", "{ss}", "(s", "z"})
    void refusesSignatures(String signature) {
        assertThatThrownBy(() -> Signatures.end(signature, 0)).isInstanceOf(BusException.class);
    }

    @Test
    void boundsSignatures() {
        assertThatThrownBy(() -> Signatures.end("a".repeat(250) + "s", 0)).isInstanceOf(BusException.class);
        assertThatThrownBy(() -> Signatures.end("(".repeat(250) + "s", 0)).isInstanceOf(BusException.class);
    }
}
