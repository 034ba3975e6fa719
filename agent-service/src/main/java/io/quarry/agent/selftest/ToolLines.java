package io.quarry.agent.selftest;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Windows' own programs print, as facts. Headings are in the user's language, so nothing here depends on a word of them. */
final class ToolLines {
    private static final Pattern PROCESS = Pattern.compile("(\\S.*?)\\s+(\\d+)\\s*");
    private static final Pattern SERVICE = Pattern.compile("SERVICE_NAME: (.+)");
    private static final Pattern STATE = Pattern.compile("\\s+STAT\\w*\\s*: (\\d+) .*");
    private static final Pattern SESSION = Pattern.compile("[ >](\\S+)\\s+(?:[^\\s\\d]\\S*\\s+)?(\\d+)\\s+\\S.*");
    private static final Pattern ENDPOINT =
            Pattern.compile("\\s*(TCP|UDP)\\s+(\\S+:\\d+)\\s+(\\S+:(?:\\d+|\\*|\\S+))(?:\\s.*)?");
    private static final Pattern NEIGHBOUR = Pattern.compile("\\s+([0-9.]+)\\s+([0-9a-f]{2}(?:-[0-9a-f]{2}){5})\\s.*");
    private static final Pattern VALUE = Pattern.compile(" {4}(.*?) {4}(REG_[A-Z_]+)(?: {4}(.*))?");
    private static final List<String> STATES = List.of(
            "", "STOPPED", "STARTPENDING", "STOPPENDING", "RUNNING", "CONTINUEPENDING", "PAUSEPENDING", "PAUSED");

    private ToolLines() {}

    /** Each line as it is, in lower case: what our own PowerShell commands write. */
    static Set<String> folded(List<String> lines) {
        Set<String> facts = new TreeSet<>();
        lines.forEach(line -> facts.add(line.strip().toLowerCase(Locale.ROOT)));
        return facts;
    }

    /** Protocol, both ends, state and process, with tabs between them. */
    static Set<String> connections(List<String> lines) {
        Set<String> facts = new TreeSet<>();
        for (String line : lines) {
            String[] parts = line.split("\t", -1);
            if (parts.length == 5) {
                String ends = Facts.endpoint(parts[0], parts[1], parts[2]);
                facts.add((ends + ' ' + parts[3] + ' ' + parts[4]).toLowerCase(Locale.ROOT));
            }
        }
        return facts;
    }

    /** Columns of {@code /fo csv /nh}. */
    static List<String> csv(String line) {
        List<String> cells = new ArrayList<>(List.of(line.strip().split("\",\"", -1)));
        cells.set(0, cells.get(0).replaceFirst("^\"", ""));
        int last = cells.size() - 1;
        cells.set(last, cells.get(last).replaceFirst("\"$", ""));
        return cells;
    }

    /** {@code tasklist /fo csv /nh}: process id and name. */
    static Set<String> tasklist(List<String> lines) {
        Set<String> facts = new TreeSet<>();
        for (String line : lines) {
            List<String> cells = csv(line);
            if (cells.size() > 1 && !cells.get(1).equals("0")) {
                facts.add(Facts.process(cells.get(1), cells.get(0)));
            }
        }
        return facts;
    }

    /** {@code wmic process get Name,ProcessId}: the same. */
    static Set<String> wmic(List<String> lines) {
        Set<String> facts = new TreeSet<>();
        for (String line : lines) {
            Matcher process = PROCESS.matcher(line);
            if (process.matches() && !process.group(2).equals("0")) {
                facts.add(Facts.process(process.group(2), process.group(1)));
            }
        }
        return facts;
    }

    /** {@code schtasks /query /fo csv /nh}: the path. */
    static Set<String> schtasks(List<String> lines) {
        Set<String> facts = new TreeSet<>();
        for (String line : lines) {
            String path = csv(line).get(0);
            if (path.startsWith("\\")) {
                facts.add(path.toLowerCase(Locale.ROOT));
            }
        }
        return facts;
    }

    /** {@code sc query}: name and state. */
    static Set<String> sc(List<String> lines) {
        Set<String> facts = new TreeSet<>();
        String name = "";
        for (String line : lines) {
            Matcher service = SERVICE.matcher(line);
            Matcher state = STATE.matcher(line);
            if (service.matches()) {
                name = service.group(1).strip();
            } else if (state.matches() && !name.isEmpty()) {
                int number = Integer.parseInt(state.group(1));
                facts.add(Facts.service(name, number < STATES.size() ? STATES.get(number) : ""));
                name = "";
            }
        }
        return facts;
    }

    /** {@code net start}: display names, set in under a heading. */
    static Set<String> netStart(List<String> lines) {
        Set<String> facts = new TreeSet<>();
        for (String line : lines) {
            if (line.startsWith("  ")) {
                facts.add(line.strip().toLowerCase(Locale.ROOT));
            }
        }
        return facts;
    }

    /** {@code quser}: account and session. */
    static Set<String> quser(List<String> lines) {
        Set<String> facts = new TreeSet<>();
        for (String line : lines) {
            Matcher session = SESSION.matcher(line);
            if (session.matches()) {
                facts.add((session.group(1) + '\t' + session.group(2)).toLowerCase(Locale.ROOT));
            }
        }
        return facts;
    }

    /** {@code netstat -an}: protocol and both ends; its words for states are in the user's language. */
    static Set<String> netstat(List<String> lines) {
        Set<String> facts = new TreeSet<>();
        for (String line : lines) {
            Matcher endpoint = ENDPOINT.matcher(line);
            if (endpoint.matches()) {
                facts.add(Facts.endpoint(endpoint.group(1), endpoint.group(2), endpoint.group(3)));
            }
        }
        return facts;
    }

    /** {@code arp -a}: address and link address. */
    static Set<String> arp(List<String> lines) {
        Set<String> facts = new TreeSet<>();
        for (String line : lines) {
            Matcher neighbour = NEIGHBOUR.matcher(line);
            if (neighbour.matches()) {
                facts.add(neighbour.group(1) + '\t' + neighbour.group(2).replace('-', ':'));
            }
        }
        return facts;
    }

    /** {@code reg query KEY /s}: key, name, type and data of each value. A line that is no value goes on with the one before. */
    static Set<String> regQuery(List<String> lines) {
        Set<String> facts = new TreeSet<>();
        String key = "";
        for (String line : lines) {
            Matcher value = VALUE.matcher(line);
            if (line.startsWith("HKEY_")) {
                key = line.strip();
            } else if (value.matches()) {
                String data = value.group(3) == null ? "" : value.group(3);
                facts.add(Facts.value(key, value.group(1), value.group(2), number(value.group(2), data)));
            }
        }
        return facts;
    }

    private static String number(String type, String data) {
        boolean number = type.startsWith("REG_DWORD") || type.equals("REG_QWORD");
        return number && data.matches("0x[0-9a-fA-F]{1,16}")
                ? Long.toUnsignedString(Long.parseUnsignedLong(data.substring(2), 16))
                : data;
    }
}
