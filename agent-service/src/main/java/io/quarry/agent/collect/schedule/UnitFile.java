package io.quarry.agent.collect.schedule;

import io.quarry.agent.collect.host.KernelText;
import java.util.ArrayList;
import java.util.List;

/**
 * The assignments of a unit file in their order, see systemd.syntax(7). A backslash at its end joins a line with the next
 * one, comments between them left out. What is no assignment is passed over, as systemd does with a word in its log.
 */
record UnitFile(List<Assignment> assignments) {
    private static final int MOST = 20_000;

    record Assignment(String section, String key, String value) {}

    static UnitFile parse(byte[] bytes) {
        List<Assignment> assignments = new ArrayList<>();
        StringBuilder joined = new StringBuilder();
        String section = "";
        for (String line : KernelText.decode(bytes, 0, bytes.length).split("\n", -1)) {
            String bare = line.strip();
            if (bare.startsWith("#") || bare.startsWith(";") || bare.isEmpty() && joined.length() == 0) {
                continue;
            }
            if (line.endsWith("\\")) {
                joined.append(line, 0, line.length() - 1).append(' ');
                continue;
            }
            String whole = joined.append(line).toString().strip();
            joined.setLength(0);
            if (whole.startsWith("[") && whole.endsWith("]")) {
                section = whole.substring(1, whole.length() - 1);
            } else {
                add(assignments, section, whole);
            }
        }
        add(assignments, section, joined.toString().strip());
        return new UnitFile(assignments);
    }

    private static void add(List<Assignment> assignments, String section, String line) {
        int sign = line.indexOf('=');
        if (sign > 0 && assignments.size() < MOST) {
            assignments.add(new Assignment(
                    section,
                    line.substring(0, sign).strip(),
                    line.substring(sign + 1).strip()));
        }
    }
}
