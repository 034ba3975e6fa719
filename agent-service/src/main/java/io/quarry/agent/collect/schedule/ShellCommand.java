package io.quarry.agent.collect.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The first command of a line for sh(1), taken apart as far as that goes without running it.
 *
 * @param program its first word, without quotation marks
 * @param arguments what follows, as written
 * @param settings {@code NAME=value} before the program, as written
 */
record ShellCommand(String program, String arguments, List<String> settings) {
    /** Words that are no files: of the grammar, or built into dash and bash and usual in crontabs. */
    private static final Set<String> OWN_WORDS = Set.of(
            "if", "for", "while", "until", "case", "{", "(", "!", "[[", ".", ":", "source", "cd", "eval", "exec",
            "export", "set", "unset", "umask", "ulimit", "trap", "wait", "command", "then", "do");

    static ShellCommand parse(String line) {
        List<String> settings = new ArrayList<>();
        int at = skipBlanks(line, 0);
        int end = wordEnd(line, at);
        while (end < line.length() && isSetting(line.substring(at, end))) {
            settings.add(line.substring(at, end));
            at = skipBlanks(line, end);
            end = wordEnd(line, at);
        }
        return new ShellCommand(
                unquoted(line.substring(at, end)),
                line.substring(skipBlanks(line, end)).stripTrailing(),
                settings);
    }

    /** The program is a word of the shell's own, or one that it works out: no file can be named. */
    boolean isOfShell() {
        return program.isEmpty()
                || OWN_WORDS.contains(program)
                || program.startsWith("(")
                || program.chars().anyMatch(c -> "$`*?;|&<>".indexOf(c) >= 0);
    }

    private static boolean isSetting(String word) {
        int sign = word.indexOf('=');
        if (sign <= 0 || Character.isDigit(word.charAt(0))) {
            return false;
        }
        return word.substring(0, sign).chars().allMatch(c -> c == '_' || c < 0x80 && Character.isLetterOrDigit(c));
    }

    /** End of a word: a blank, or a sign of the shell's grammar, outside quotation marks. */
    private static int wordEnd(String line, int from) {
        char quote = '\0';
        int at = from;
        while (at < line.length()) {
            char c = line.charAt(at);
            if (quote == '\0' && (blank(c) || at > from && ";|&<>".indexOf(c) >= 0)) {
                return at;
            }
            if (c == '\\' && quote != '\'') {
                at++;
            } else if (c == quote) {
                quote = '\0';
            } else if (quote == '\0' && (c == '"' || c == '\'')) {
                quote = c;
            }
            at++;
        }
        return line.length();
    }

    private static String unquoted(String word) {
        StringBuilder text = new StringBuilder(word.length());
        char quote = '\0';
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (c == '\\' && quote != '\'' && i + 1 < word.length()) {
                text.append(word.charAt(++i));
            } else if (c == quote) {
                quote = '\0';
            } else if (quote == '\0' && (c == '"' || c == '\'')) {
                quote = c;
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    private static int skipBlanks(String line, int from) {
        int at = from;
        while (at < line.length() && blank(line.charAt(at))) {
            at++;
        }
        return at;
    }

    private static boolean blank(char c) {
        return c == ' ' || c == '\t' || c == '\n';
    }
}
