package io.quarry.agent.collect.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.agent.collect.Captured;
import java.util.List;
import org.junit.jupiter.api.Test;

class KernelTextTest {
    private static String decode(byte[] bytes) {
        return KernelText.decode(bytes, 0, bytes.length);
    }

    private static List<String> split(String text) {
        byte[] bytes = Captured.bytes(text);
        return KernelText.split(bytes, bytes.length);
    }

    @Test
    void keepsWhatIsText() {
        for (String text : new String[] {"", "plain", "Grüße", "日本", "\uD83D\uDE00", "a\nb\u001b[0m\u0000c"}) {
            assertThat(decode(Captured.bytes(text))).isEqualTo(text);
        }
    }

    @Test
    void showsEveryByteThatIsNone() {
        assertThat(decode(Captured.raw("\u00ff"))).isEqualTo("\\xff");
        assertThat(decode(Captured.raw("a\u00c3"))).isEqualTo("a\\xc3");
        assertThat(decode(Captured.raw("\u00c3(b"))).isEqualTo("\\xc3(b");
        assertThat(decode(Captured.raw("\u00ed\u00a0\u0080"))).isEqualTo("\\xed\\xa0\\x80"); // a surrogate
        assertThat(decode(Captured.raw("\u00c0\u00af"))).isEqualTo("\\xc0\\xaf"); // an overlong slash
        assertThat(decode(Captured.raw("\u00c3\u00bc\u00fe"))).isEqualTo("ü\\xfe");
    }

    @Test
    void splitsArguments() {
        assertThat(split("a\0\0b\0")).containsExactly("a", "", "b");
        assertThat(split("\0")).containsExactly("");
        assertThat(split("title without an end")).containsExactly("title without an end");
        assertThat(split("line\nend\0\u001b]0;x\u0007\0")).containsExactly("line\nend", "\u001b]0;x\u0007");
        assertThat(split("")).isEmpty();
    }
}
