package io.quarry.agent.collect.process;

import java.util.ArrayList;
import java.util.List;

/** Splits a command line as CommandLineToArgvW of shellapi.h does. */
final class WindowsArguments {
    private WindowsArguments() {}

    static List<String> split(String line) {
        List<String> arguments = new ArrayList<>();
        if (line.isEmpty()) {
            return arguments;
        }
        int at = program(line, arguments);
        StringBuilder word = new StringBuilder();
        boolean quoted = false;
        boolean any = false;
        while (at < line.length()) {
            char c = line.charAt(at);
            if (!quoted && (c == ' ' || c == '\t')) {
                if (any) {
                    arguments.add(word.toString());
                    word.setLength(0);
                    any = false;
                }
                at++;
                continue;
            }
            any = true;
            int slashes = 0;
            while (at < line.length() && line.charAt(at) == '\\') {
                slashes++;
                at++;
            }
            if (at < line.length() && line.charAt(at) == '"') {
                word.append("\\".repeat(slashes / 2));
                if (slashes % 2 == 1) {
                    word.append('"');
                } else if (quoted && at + 1 < line.length() && line.charAt(at + 1) == '"') {
                    word.append('"'); // two of them inside quotes stand for one
                    at++;
                } else {
                    quoted = !quoted;
                }
                at++;
            } else {
                word.append("\\".repeat(slashes));
                if (at < line.length() && slashes == 0) {
                    word.append(c);
                    at++;
                }
            }
        }
        if (any) {
            arguments.add(word.toString());
        }
        return arguments;
    }

    /** The first word has no escapes. @return where the next begins */
    private static int program(String line, List<String> arguments) {
        if (line.charAt(0) == '"') {
            int end = line.indexOf('"', 1);
            arguments.add(line.substring(1, end < 0 ? line.length() : end));
            return end < 0 ? line.length() : end + 1;
        }
        int end = 0;
        while (end < line.length() && line.charAt(end) != ' ' && line.charAt(end) != '\t') {
            end++;
        }
        arguments.add(line.substring(0, end));
        return end;
    }
}
