package io.quarry.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PrintableTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "/usr/bin/env", "Grüße aus Köln", "日本語", "emoji \uD83D\uDE00", "a b"})
    void ordinaryTextStays(String text) {
        assertThat(Printable.escape(text)).isEqualTo(text);
    }

    @Test
    void lineBreaksAndTabsCanNotMakeRows() {
        assertThat(Printable.escape("a\nb\rc\td")).isEqualTo("a\\nb\\rc\\td");
    }

    @Test
    void terminalEscapesAreShown() {
        assertThat(Printable.escape("\u001b[2J\u001b]0;title\u0007")).isEqualTo("\\x1b[2J\\x1b]0;title\\x07");
        assertThat(Printable.escape("a\u0000b\u007f")).isEqualTo("a\\x00b\\x7f");
        assertThat(Printable.escape("\u009b2J"))
                .as("C1 control sequence introducer")
                .isEqualTo("\\u009b2J");
    }

    @Test
    void bidirectionalOverridesAreShown() {
        assertThat(Printable.escape("gpj.\u202eexe")).isEqualTo("gpj.\\u202eexe");
        assertThat(Printable.escape("\u2066x\u2069")).isEqualTo("\\u2066x\\u2069");
    }

    @Test
    void zeroWidthAndOddSpacesAreShown() {
        assertThat(Printable.escape("svc\u200bhost")).isEqualTo("svc\\u200bhost");
        assertThat(Printable.escape("\ufeffx")).isEqualTo("\\ufeffx");
        assertThat(Printable.escape("a\u00a0b\u3000c")).isEqualTo("a\\u00a0b\\u3000c");
        assertThat(Printable.escape("a\u2028b")).isEqualTo("a\\u2028b");
    }

    @Test
    void loneSurrogatesAreShown() {
        assertThat(Printable.escape("a\ud83d")).isEqualTo("a\\ud83d");
        assertThat(Printable.escape("\ude00b")).isEqualTo("\\ude00b");
    }

    @Test
    void privateAndUnassignedAreShown() {
        assertThat(Printable.escape("\ue000")).isEqualTo("\\ue000");
        assertThat(Printable.escape(Character.toString(0xE0001))).isEqualTo("\\U000e0001");
    }

    @Test
    void anEscapeCanNotBeFaked() {
        assertThat(Printable.escape("\\n")).isEqualTo("\\\\n").isNotEqualTo(Printable.escape("\n"));
    }

    @Test
    void nothingThatMovesACursorIsLeft() {
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            String shown = Printable.escape("x" + Character.toString(c));
            assertThat(shown.codePoints().noneMatch(PrintableTest::moves)).isTrue();
        }
    }

    private static boolean moves(int c) {
        int type = Character.getType(c);
        return Character.isISOControl(c) || type == Character.FORMAT || type == Character.SURROGATE;
    }
}
