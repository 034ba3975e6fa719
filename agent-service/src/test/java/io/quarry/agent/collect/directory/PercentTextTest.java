package io.quarry.agent.collect.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PercentTextTest {

    private static PercentText of(int... bytes) {
        byte[] name = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            name[i] = (byte) bytes[i];
        }
        return PercentText.of(name, name.length);
    }

    @Test
    void keepsEveryByte() {
        assertThat(of('a', '\n', '%', 'b')).isEqualTo(new PercentText("a\n%b", false));
        assertThat(of('a', 0xff, 'b')).isEqualTo(new PercentText("a%FFb", true));
        assertThat(of(0xe2, 0x82)).isEqualTo(new PercentText("%E2%82", true)); // cut off
        assertThat(of(0xed, 0xa0, 0x80)).isEqualTo(new PercentText("%ED%A0%80", true)); // a surrogate alone
        assertThat(of(0xc0, 0xaf)).isEqualTo(new PercentText("%C0%AF", true)); // '/', overlong
        assertThat(of()).isEqualTo(new PercentText("", false));
        byte[] valid = "grün 😀".getBytes(StandardCharsets.UTF_8);
        assertThat(PercentText.of(valid, valid.length)).isEqualTo(new PercentText("grün 😀", false));
    }
}
