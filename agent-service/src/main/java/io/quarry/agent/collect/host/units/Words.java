package io.quarry.agent.collect.host.units;

import java.util.ArrayList;
import java.util.List;

/** Splits a value into words as systemd.syntax(7), "Quoting" says. Pure; what no quote ends goes on to the end. */
public final class Words {
    private static final String PLAIN_ESCAPES = "abfnrtv\\\"' s";
    private static final String MEANINGS = "\u0007\b\f\n\r\t\u000b\\\"'  ";

    private final String text;
    private int at;

    private Words(String text) {
        this.text = text;
    }

    public static List<String> split(String text) {
        Words words = new Words(text);
        List<String> found = new ArrayList<>();
        while (words.skipBlanks()) {
            found.add(words.next());
        }
        return found;
    }

    private boolean skipBlanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at < text.length();
    }

    private String next() {
        StringBuilder word = new StringBuilder();
        char quote = 0;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '\\' && at < text.length()) {
                escape(word);
            } else if (quote != 0) {
                if (c == quote) {
                    quote = 0;
                } else {
                    word.append(c);
                }
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (Character.isWhitespace(c)) {
                break;
            } else {
                word.append(c);
            }
        }
        return word.toString();
    }

    private void escape(StringBuilder word) {
        char kind = text.charAt(at++);
        int known = PLAIN_ESCAPES.indexOf(kind);
        if (known >= 0) {
            word.append(MEANINGS.charAt(known));
        } else if (!(kind == 'x' && number(word, 2, 16))
                && !(kind == 'u' && number(word, 4, 16))
                && !(kind == 'U' && number(word, 8, 16))
                && !octal(kind, word)) {
            word.append('\\').append(kind); // unknown ones stay as they are
        }
    }

    private boolean octal(char kind, StringBuilder word) {
        if (kind < '0' || kind > '7') {
            return false;
        }
        at--;
        if (number(word, 3, 8)) {
            return true;
        }
        at++;
        return false;
    }

    private boolean number(StringBuilder word, int digits, int radix) {
        if (text.length() - at < digits) {
            return false;
        }
        int value = 0;
        for (int i = at; i < at + digits; i++) {
            int digit = Character.digit(text.charAt(i), radix);
            if (digit < 0) {
                return false;
            }
            value = value * radix + digit;
        }
        if (!Character.isValidCodePoint(value) || value == 0) {
            return false;
        }
        word.appendCodePoint(value);
        at += digits;
        return true;
    }
}
