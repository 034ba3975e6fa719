package io.quarry.agent.collect.schedule;

import org.jspecify.annotations.Nullable;

/**
 * A line {@code NAME = value} of a crontab: blanks around the sign are not of either, both may stand in quotation marks of
 * one kind. Nothing is substituted: {@code PATH=$HOME/bin} means a dollar sign.
 */
record CronSetting(String name, String value) {

    /** Null when the line is none, so a job or an error. */
    static @Nullable CronSetting parse(String line, CronDialect dialect) {
        Part name = part(line, 0, true);
        if (name == null) {
            return null;
        }
        int sign = skipBlanks(line, name.end);
        if (sign >= line.length() || line.charAt(sign) != '=') {
            return null;
        }
        int start = skipBlanks(line, sign + 1);
        if (start == line.length()) {
            return dialect == CronDialect.CRONIE ? new CronSetting(name.text, "") : null; // Debian's wants NAME=""
        }
        Part value = part(line, start, false);
        if (value == null || skipBlanks(line, value.end) < line.length()) {
            return null;
        }
        return new CronSetting(name.text, value.text);
    }

    private record Part(String text, int end) {}

    private static @Nullable Part part(String line, int from, boolean name) {
        char quote = from < line.length() ? line.charAt(from) : '\0';
        if (quote == '"' || quote == '\'') {
            int close = line.indexOf(quote, from + 1);
            boolean valid = close >= 0 && !(name && line.substring(from, close).contains("="));
            return valid ? new Part(line.substring(from + 1, close), close + 1) : null;
        }
        int end = name ? from : line.length();
        while (name && end < line.length() && line.charAt(end) != '=' && !blank(line.charAt(end))) {
            end++;
        }
        return new Part(line.substring(from, end).strip(), end);
    }

    private static int skipBlanks(String line, int from) {
        int at = from;
        while (at < line.length() && blank(line.charAt(at))) {
            at++;
        }
        return at;
    }

    private static boolean blank(char c) {
        return c == ' ' || c >= '\t' && c <= '\r';
    }
}
