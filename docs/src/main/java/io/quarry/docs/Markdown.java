package io.quarry.docs;

import java.util.List;
import java.util.stream.Collectors;

/** A page in the making. */
final class Markdown {
    private final StringBuilder out = new StringBuilder();

    Markdown heading(int level, String text) {
        out.append("#".repeat(level)).append(' ').append(text).append("\n\n");
        return this;
    }

    Markdown paragraph(String text) {
        out.append(text).append("\n\n");
        return this;
    }

    Markdown table(List<String> head, List<List<String>> rows) {
        row(head);
        row(head.stream().map(h -> "---").toList());
        rows.forEach(this::row);
        out.append('\n');
        return this;
    }

    /** Text that is shown as it is. */
    static String text(String plain) {
        return plain.replace("<", "&lt;").replace("*", "\\*");
    }

    static String code(String plain) {
        return "`" + plain + "`";
    }

    private void row(List<String> cells) {
        out.append(cells.stream().map(c -> c.replace("|", "\\|")).collect(Collectors.joining(" | ", "| ", " |\n")));
    }

    @Override
    public String toString() {
        return out.toString().stripTrailing() + "\n";
    }
}
