package io.quarry.agent.selftest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Facts as texts, and those of our rows. Names are compared in lower case: tools write some of them as they like. */
final class Facts {
    private static final Map<String, String> ROOTS = Map.of(
            "HKLM", "HKEY_LOCAL_MACHINE",
            "HKCU", "HKEY_CURRENT_USER",
            "HKU", "HKEY_USERS",
            "HKCR", "HKEY_CLASSES_ROOT",
            "HKCC", "HKEY_CURRENT_CONFIG");
    private static final Map<String, String> RECORD_TYPES =
            Map.of("A", "1", "NS", "2", "CNAME", "5", "SOA", "6", "PTR", "12", "MX", "15", "AAAA", "28", "SRV", "33");
    private static final int SECONDS = "2026-01-01T00:00:00".length();

    private Facts() {}

    static String process(String pid, String name) {
        return pid + '\t' + name.toLowerCase(Locale.ROOT).replaceFirst("\\.exe$", "");
    }

    static String service(String name, String state) {
        return (name + '\t' + state.replace("_", "")).toLowerCase(Locale.ROOT);
    }

    /** Both ends with their ports; nothing on the far side is {@code -}. */
    static String endpoint(String protocol, String local, String remote) {
        boolean none = remote.endsWith(":0") || remote.equals("*:*");
        return (protocol + ' ' + local + ' ' + (none ? "-" : remote))
                .toLowerCase(Locale.ROOT)
                .replaceAll("%\\d+", ""); // the zone of a link-local address
    }

    static String value(String key, String name, String type, String data) {
        return key.toLowerCase(Locale.ROOT) + '\t' + (name.isEmpty() ? "(Default)" : name) + '\t' + type + '\t' + data;
    }

    static List<String> process(JsonNode row) {
        String pid = text(row, "pid");
        return pid.equals("0") ? List.of() : List.of(process(pid, text(row, "name")));
    }

    static List<String> service(JsonNode row) {
        return List.of(service(text(row, "name"), text(row, "state")));
    }

    /** Display name of a service that runs and is no driver. */
    static List<String> started(JsonNode row) {
        boolean driver =
                text(row, "type").endsWith("DRIVER") || text(row, "type").equals("ADAPTER");
        return driver || !text(row, "state").equals("RUNNING")
                ? List.of()
                : List.of(text(row, "display_name").toLowerCase(Locale.ROOT));
    }

    static List<String> endpoint(JsonNode row) {
        return List.of(endpoint(
                text(row, "protocol"),
                end(row, "local_address", "local_port"),
                row.path("remote_port").isNull() ? "*:*" : end(row, "remote_address", "remote_port")));
    }

    /** With state and process, as Get-NetTCPConnection has them. */
    static List<String> connection(JsonNode row) {
        String pid = row.path("pid").isNull() ? "0" : text(row, "pid");
        String state = text(row, "state").replace("-", "");
        return List.of((endpoint(row).get(0) + ' ' + state + ' ' + pid).toLowerCase(Locale.ROOT));
    }

    private static String end(JsonNode row, String address, String port) {
        String text = text(row, address);
        return (text.indexOf(':') >= 0 ? '[' + text + ']' : text) + ':' + text(row, port);
    }

    static List<String> neighbour(JsonNode row) {
        return List.of(text(row, "ip_address") + '\t' + text(row, "mac_address").toLowerCase(Locale.ROOT));
    }

    static List<String> task(JsonNode row) {
        return List.of((text(row, "path") + '\t' + text(row, "enabled")).toLowerCase(Locale.ROOT));
    }

    static List<String> taskPath(JsonNode row) {
        return List.of(text(row, "path").toLowerCase(Locale.ROOT));
    }

    /** When it starts next, to the second. */
    static List<String> nextRun(JsonNode row) {
        return row.path("next_run").isNull()
                ? List.of()
                : List.of((text(row, "path") + '\t' + seconds(row, "next_run")).toLowerCase(Locale.ROOT));
    }

    static List<String> value(JsonNode row) {
        if (row.path("value_name").isNull() || row.path("view").asInt() == 32) {
            return List.of();
        }
        String key = ROOTS.getOrDefault(text(row, "hive"), text(row, "hive")) + '\\' + text(row, "key_path");
        String data = row.path("data_base64").isNull()
                ? text(row, "data").replace("\n", "\\0")
                : HexFormat.of().withUpperCase().formatHex(Base64.getDecoder().decode(text(row, "data_base64")));
        return List.of(value(key, text(row, "value_name"), text(row, "value_type"), data));
    }

    /** A record of the resolver's cache that has data. */
    static List<String> record(JsonNode row) {
        boolean cached =
                text(row, "source").equals("WINDOWS_CACHE") && !row.path("data").isNull();
        String type = RECORD_TYPES.getOrDefault(text(row, "type"), text(row, "type"));
        return cached
                ? List.of((text(row, "name") + '\t' + type + '\t' + text(row, "data")).toLowerCase(Locale.ROOT))
                : List.of();
    }

    /** Account and session of a terminal session that somebody is logged on to. */
    static List<String> session(JsonNode row) {
        boolean terminal = row.path("source").toString().contains("\"WTS\"");
        return terminal && !row.path("user").isNull()
                ? List.of((text(row, "user") + '\t' + text(row, "session_id")).toLowerCase(Locale.ROOT))
                : List.of();
    }

    static List<String> fileName(JsonNode row) {
        return List.of(text(row, "name").toLowerCase(Locale.ROOT));
    }

    /** Name, size and last write time to the second. */
    static List<String> file(JsonNode row) {
        String size = row.path("size").isNull() ? "-" : text(row, "size");
        return List.of((text(row, "name") + '\t' + size + '\t' + seconds(row, "modified")).toLowerCase(Locale.ROOT));
    }

    private static String seconds(JsonNode row, String column) {
        String time = text(row, column);
        return time.substring(0, Math.min(SECONDS, time.length()));
    }

    private static String text(JsonNode row, String column) {
        return row.path(column).asText("");
    }
}
