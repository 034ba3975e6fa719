package io.quarry.schemas;

/** Text from an endpoint made safe for a terminal, a log or a page: what could move a cursor or hide is shown as an escape. */
public final class Printable {
    private Printable() {}

    public static String escape(String text) {
        int i = 0;
        while (i < text.length() && plain(text.charAt(i))) {
            i++;
        }
        if (i == text.length()) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length() + 16).append(text, 0, i);
        text.substring(i).codePoints().forEach(c -> append(out, c));
        return out.toString();
    }

    /** Whether a code point has no shape of its own: it controls, hides, or passes for a blank. */
    public static boolean unseen(int c) {
        return c < ' ' || c == 0x7f || (c > 0x7f && invisible(c));
    }

    private static boolean plain(char c) {
        return c >= ' ' && c < 0x7f && c != '\\';
    }

    private static void append(StringBuilder out, int c) {
        switch (c) {
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            case '\\' -> out.append("\\\\");
            default -> {
                if (c < ' ' || c == 0x7f) {
                    out.append(String.format("\\x%02x", c));
                } else if (invisible(c)) {
                    out.append(c < 0x10000 ? String.format("\\u%04x", c) : String.format("\\U%08x", c));
                } else {
                    out.appendCodePoint(c);
                }
            }
        }
    }

    /** Control, formatting (bidirectional, zero width), surrogate, private and unassigned code points, and odd spaces. */
    private static boolean invisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            case Character.SPACE_SEPARATOR -> c != ' ';
            default -> false;
        };
    }
}
