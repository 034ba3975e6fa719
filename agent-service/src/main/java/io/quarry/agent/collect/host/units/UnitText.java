package io.quarry.agent.collect.host.units;

import io.quarry.agent.collect.host.KernelText;
import java.util.ArrayList;
import java.util.List;

/**
 * What a unit file or drop-in says: its assignments in order, as systemd.syntax(7) reads them. Pure; every input is one, since
 * systemd ignores what it does not understand.
 *
 * @param ignored lines that are neither assignment, section nor comment: how many
 */
public record UnitText(List<Assignment> assignments, int ignored) {
    private static final int MOST_ASSIGNMENTS = 20_000;

    /** {@code key=value} in a section; the value has its continuation lines, a blank where each was broken. */
    public record Assignment(String section, String key, String value) {}

    public static UnitText parse(byte[] bytes) {
        Parser parser = new Parser();
        String text = KernelText.decode(bytes, 0, bytes.length);
        int start = text.startsWith("\uFEFF") ? 1 : 0;
        while (start < text.length()) {
            int end = start;
            while (end < text.length() && "\n\r\0".indexOf(text.charAt(end)) < 0) {
                end++;
            }
            parser.line(text.substring(start, end));
            boolean pair = text.startsWith("\r\n", end) || text.startsWith("\n\r", end);
            start = end + (pair ? 2 : 1);
        }
        return parser.end();
    }

    private static final class Parser {
        private final List<Assignment> assignments = new ArrayList<>();
        private final StringBuilder pending = new StringBuilder();
        private String section = "";
        private boolean continued;
        private int ignored;

        void line(String raw) {
            String line = raw.stripLeading();
            if (line.startsWith("#") || line.startsWith(";")) {
                return; // also within a broken line, which goes on behind it
            }
            if (!continued) {
                pending.setLength(0);
            }
            String part = continued ? raw : line;
            continued = broken(raw);
            if (continued) {
                pending.append(part, 0, part.length() - 1).append(' ');
            } else {
                pending.append(part);
                whole(pending.toString().strip());
            }
        }

        /** A backslash at the end breaks a line, one behind another does not. */
        private static boolean broken(String line) {
            int count = 0;
            while (count < line.length() && line.charAt(line.length() - 1 - count) == '\\') {
                count++;
            }
            return count % 2 == 1;
        }

        private void whole(String line) {
            if (line.isEmpty()) {
                return;
            }
            int equals = line.indexOf('=');
            if (line.startsWith("[") && line.endsWith("]")) {
                section = line.substring(1, line.length() - 1);
            } else if (line.startsWith("[") || equals <= 0 || section.isEmpty()) {
                ignored++;
            } else if (assignments.size() < MOST_ASSIGNMENTS) {
                assignments.add(new Assignment(
                        section,
                        line.substring(0, equals).stripTrailing(),
                        line.substring(equals + 1).stripLeading()));
            } else {
                ignored++;
            }
        }

        UnitText end() {
            if (continued) {
                whole(pending.toString().strip());
            }
            return new UnitText(List.copyOf(assignments), ignored);
        }
    }
}
