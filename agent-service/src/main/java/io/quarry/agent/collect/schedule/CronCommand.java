package io.quarry.agent.collect.schedule;

import org.jspecify.annotations.Nullable;

/**
 * What cron makes of the command of a line: what follows the first percent sign is the command's standard input, further ones
 * are ends of lines; with a backslash before it, it is a percent sign.
 *
 * @param text what the shell gets
 * @param input null when no percent sign says so
 */
record CronCommand(String text, @Nullable String input) {

    static CronCommand parse(String command, CronDialect dialect) {
        StringBuilder text = new StringBuilder(command.length());
        int at = 0;
        while (at < command.length() && command.charAt(at) != '%') {
            char c = command.charAt(at++);
            if (c == '\\' && at < command.length()) {
                char next = command.charAt(at++);
                if (next != '%' && !(next == '\\' && dialect == CronDialect.DEBIAN)) {
                    text.append(c);
                }
                text.append(next);
            } else {
                text.append(c);
            }
        }
        return new CronCommand(text.toString(), at < command.length() ? input(command, at + 1) : null);
    }

    private static String input(String command, int from) {
        StringBuilder input = new StringBuilder(command.length() - from + 1);
        for (int i = from; i < command.length(); i++) {
            char c = command.charAt(i);
            if (c == '\\' && i + 1 < command.length() && command.charAt(i + 1) == '%') {
                input.append('%');
                i++;
            } else {
                input.append(c == '%' ? '\n' : c);
            }
        }
        if (input.length() > 0 && input.charAt(input.length() - 1) != '\n') {
            input.append('\n');
        }
        return input.toString();
    }
}
