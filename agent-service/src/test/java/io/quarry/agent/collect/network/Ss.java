package io.quarry.agent.collect.network;

import io.quarry.agent.collect.PlantedNamespace;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code ss} says of the sockets of a namespace: the oracle. */
final class Ss {
    private static final Pattern PID = Pattern.compile("pid=(\\d+)");
    private static final Pattern INODE = Pattern.compile(" ino:(\\d+)");

    private static final Map<String, String> STATES = Map.ofEntries(
            Map.entry("ESTAB", "ESTABLISHED"),
            Map.entry("SYN-RECV", "SYN-RECEIVED"),
            Map.entry("SYN-SENT", "SYN-SENT"),
            Map.entry("FIN-WAIT-1", "FIN-WAIT-1"),
            Map.entry("FIN-WAIT-2", "FIN-WAIT-2"),
            Map.entry("TIME-WAIT", "TIME-WAIT"),
            Map.entry("CLOSE-WAIT", "CLOSE-WAIT"),
            Map.entry("LAST-ACK", "LAST-ACK"),
            Map.entry("LISTEN", "LISTEN"),
            Map.entry("CLOSING", "CLOSING"),
            Map.entry("UNCONN", "CLOSED"));

    private Ss() {}

    /** @return for each socket what {@link #line} makes of a row: protocol, state, ends, inode; with the processes that hold it */
    static Map<String, TreeSet<Integer>> inet(String... prefix) {
        Map<String, TreeSet<Integer>> seen = new TreeMap<>();
        for (String text : run(prefix, "-tuanpOeH")) {
            String[] columns = text.split("\\s+", 7);
            Matcher inode = INODE.matcher(text);
            String state = columns[0].equals("udp") ? "-" : STATES.getOrDefault(columns[1], columns[1]);
            String line = String.join(
                    " ",
                    columns[0],
                    state,
                    plain(columns[4]),
                    plain(columns[5]),
                    inode.find() && !inode.group(1).equals("0") ? inode.group(1) : "-",
                    columns[2]);
            TreeSet<Integer> pids = new TreeSet<>();
            Matcher pid = PID.matcher(text);
            while (pid.find()) {
                pids.add(Integer.valueOf(pid.group(1)));
            }
            seen.put(line, pids);
        }
        return seen;
    }

    static String[] run(String[] prefix, String options) {
        String[] command = new String[prefix.length + 2];
        System.arraycopy(prefix, 0, command, 0, prefix.length);
        command[prefix.length] = "ss";
        command[prefix.length + 1] = options;
        String text = PlantedNamespace.run(command);
        return text.isEmpty() ? new String[0] : text.strip().split("\n", -1);
    }

    /** Without brackets; with the interface it is bound to, which a row has apart; a wildcard is none. */
    private static String plain(String end) {
        int colon = end.lastIndexOf(':');
        if (colon < 0) {
            throw new AssertionError("no end of a socket: " + end);
        }
        String address = end.substring(0, colon).replace("[", "").replace("]", "");
        String port = end.substring(colon + 1);
        return port.equals("*") ? "-" : (address.equals("*") ? "::" : address) + " " + port;
    }
}
