package io.quarry.results.console;

import gg.jte.TemplateOutput;
import gg.jte.html.OwaspHtmlTemplateOutput;
import io.quarry.schemas.Printable;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Escapes every value for its place in the page, and shows characters that have no shape of their own - control,
 * bidirectional, zero-width - as marks. No template can forget it: it is how values are written.
 */
final class VisibleOutput extends OwaspHtmlTemplateOutput {
    /** What comes back from forms, or is followed: must stay as it is. */
    private static final Set<String> VERBATIM = Set.of("value", "href", "action", "content", "datetime");
    /** Elements that hold text and no other elements. */
    private static final Set<String> TEXT_ONLY = Set.of("title", "option", "script");

    private @Nullable String tag;
    private @Nullable String attribute;

    VisibleOutput(TemplateOutput output) {
        super(output);
    }

    @Override
    @SuppressWarnings("NullAway") // the engine says null for "in no attribute"; it knows no annotations
    public void setContext(@Nullable String tagName, @Nullable String attributeName) {
        super.setContext(tagName, attributeName);
        tag = tagName;
        attribute = attributeName;
    }

    @Override
    @SuppressWarnings("NullAway")
    public void writeUserContent(@Nullable String value) {
        if (value == null
                || "textarea".equals(tag)
                || verbatim()
                || value.codePoints().noneMatch(Printable::unseen)) {
            super.writeUserContent(value);
        } else if (attribute != null || (tag != null && TEXT_ONLY.contains(tag))) {
            StringBuilder text = new StringBuilder();
            value.codePoints()
                    .forEach(c ->
                            text.append(Printable.unseen(c) ? "\u27e8" + name(c) + "\u27e9" : Character.toString(c)));
            super.writeUserContent(text.toString());
        } else {
            marked(value);
        }
    }

    private boolean verbatim() {
        return attribute != null && (VERBATIM.contains(attribute) || attribute.startsWith("hx-"));
    }

    private void marked(String value) {
        int from = 0;
        for (int i = 0; i < value.length(); ) {
            int c = value.codePointAt(i);
            int next = i + Character.charCount(c);
            if (Printable.unseen(c)) {
                super.writeUserContent(value.substring(from, i));
                writeContent("<span class=\"unseen\" title=\"" + described(c) + "\">" + name(c) + "</span>");
                from = next;
            }
            i = next;
        }
        super.writeUserContent(value.substring(from));
    }

    private static String name(int c) {
        return switch (c) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> String.format(Locale.ROOT, "U+%04X", c);
        };
    }

    /** Letters, spaces, hyphens and digits only. */
    private static String described(int c) {
        String name = Character.getName(c);
        return name == null ? "unassigned" : name.replaceAll("[^A-Za-z0-9 -]", " ");
    }
}
