package io.quarry.agent.collect.process;

import java.util.ArrayList;
import java.util.List;

/** Splits a command line as CommandLineToArgvW of shellapi.h does. */
final class WindowsArguments {
    private final String line;
    private final List<String> arguments = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean any;
    private boolean quoted;
    private int at;

    private WindowsArguments(String line) {
        this.line = line;
    }

    static List<String> split(String line) {
        return line.isEmpty() ? List.of() : new WindowsArguments(line).split();
    }

    private List<String> split() {
        program();
        while (at < line.length()) {
            if (!quoted && isBlank(line.charAt(at))) {
                end();
                at++;
            } else {
                any = true;
                piece();
            }
        }
        end();
        return arguments;
    }

    /** The first word has no escapes. */
    private void program() {
        boolean quotes = line.charAt(0) == '"';
        int start = quotes ? 1 : 0;
        int end = start;
        while (end < line.length() && (quotes ? line.charAt(end) != '"' : !isBlank(line.charAt(end)))) {
            end++;
        }
        arguments.add(line.substring(start, end));
        at = quotes ? Math.min(end + 1, line.length()) : end;
    }

    /** A run of backslashes with the quote behind it, or one character. */
    private void piece() {
        int slashes = 0;
        while (at < line.length() && line.charAt(at) == '\\') {
            slashes++;
            at++;
        }
        if (at < line.length() && line.charAt(at) == '"') {
            word.append("\\".repeat(slashes / 2));
            quote(slashes % 2 == 1);
            at++;
        } else if (slashes > 0) {
            word.append("\\".repeat(slashes));
        } else {
            word.append(line.charAt(at++));
        }
    }

    private void quote(boolean escaped) {
        if (escaped) {
            word.append('"');
        } else if (quoted && at + 1 < line.length() && line.charAt(at + 1) == '"') {
            word.append('"'); // two of them inside quotes stand for one
            at++;
        } else {
            quoted = !quoted;
        }
    }

    private void end() {
        if (any) {
            arguments.add(word.toString());
            word.setLength(0);
            any = false;
        }
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
