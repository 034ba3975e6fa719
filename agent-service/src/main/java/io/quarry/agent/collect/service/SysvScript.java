package io.quarry.agent.collect.service;

import io.quarry.agent.collect.host.KernelText;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The header of an init script, see "Comment Conventions for Init Scripts" of the Linux Standard Base, or what chkconfig
 * wants instead. Pure; a script without a header has no fields.
 */
record SysvScript(Map<String, String> fields) {
    private static final String BEGIN = "### BEGIN INIT INFO";
    private static final String END = "### END INIT INFO";
    private static final int MOST = 100;

    static SysvScript parse(byte[] script) {
        Map<String, String> fields = new HashMap<>();
        boolean within = false;
        String last = "";
        for (String line : KernelText.decode(script, 0, script.length).split("\n", -1)) {
            if (line.startsWith(BEGIN)) {
                within = true;
            } else if (line.startsWith(END)) {
                break;
            } else if (within && line.startsWith("#") && fields.size() < MOST) {
                last = header(fields, line, last);
            } else if (!within && line.startsWith("# description:")) {
                fields.putIfAbsent(
                        "description", line.substring("# description:".length()).strip());
            }
        }
        return new SysvScript(fields);
    }

    private static String header(Map<String, String> fields, String line, String last) {
        boolean goesOn = line.startsWith("#\t") || line.startsWith("#  ");
        if (goesOn && last.equals("description")) {
            fields.merge(last, line.substring(1).strip(), (before, more) -> (before + " " + more).strip());
            return last;
        }
        int colon = line.indexOf(':');
        if (colon < 0) {
            return "";
        }
        String name = line.substring(1, colon).strip().toLowerCase(Locale.ROOT);
        fields.putIfAbsent(name, line.substring(colon + 1).strip());
        return name;
    }

    Optional<String> description() {
        String text = fields.getOrDefault("short-description", fields.getOrDefault("description", ""));
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    /** Facilities that must have been started before. */
    List<String> needed() {
        String text = fields.getOrDefault("required-start", "");
        return text.isEmpty() ? List.of() : List.of(text.split("\\s+"));
    }
}
