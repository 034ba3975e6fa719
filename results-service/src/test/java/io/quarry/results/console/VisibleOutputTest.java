package io.quarry.results.console;

import static org.assertj.core.api.Assertions.assertThat;

import gg.jte.output.StringOutput;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whatever an endpoint says stands in the page as text, and hides nothing. */
final class VisibleOutputTest {
    @Test
    void markupIsText() {
        assertThat(written("td", null, "<script>alert(1)</script>"))
                .doesNotContain("<")
                .contains("alert(1)");
        assertThat(written("a", "title", "\" onclick=\"x")).doesNotContain("\"");
    }

    @Test
    void whatHasNoShapeIsShownByItsNumber() {
        assertThat(written("td", null, "a\u202eb"))
                .isEqualTo("a<span class=\"unseen\" title=\"RIGHT-TO-LEFT OVERRIDE\">U+202E</span>b");
        assertThat(written("td", null, "\u001b[1m")).contains(">U+001B<");
        assertThat(written("td", null, "\u200b")).contains(">U+200B<");
        assertThat(written("td", null, "a\nb")).contains(">\\n<");
        assertThat(written("td", null, "\udb40\udc01")).contains(">U+E0001<");
        assertThat(written("td", null, "\ud800")).contains(">U+D800<");
        assertThat(written("td", null, "C:\\Windows\\\u00fc\u4e2d")).isEqualTo("C:\\Windows\\\u00fc\u4e2d");
    }

    @Test
    void withinAttributesAndTitlesThereIsNoMarkup() {
        assertThat(written("a", "title", "a\u202eb")).isEqualTo("a\u27e8U+202E\u27e9b");
        assertThat(written("title", null, "a\u202eb")).isEqualTo("a\u27e8U+202E\u27e9b");
    }

    @Test
    void whatFormsSendBackStaysAsItIs() {
        assertThat(written("input", "value", "a\u200bb")).isEqualTo("a\u200bb");
        assertThat(written("textarea", null, "a\nb")).isEqualTo("a\nb");
    }

    private static String written(String tag, @Nullable String attribute, String value) {
        StringOutput out = new StringOutput();
        VisibleOutput visible = new VisibleOutput(out);
        visible.setContext(tag, attribute);
        visible.writeUserContent(value);
        return out.toString();
    }
}
