package io.quarry.agent.windows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@code reg export} wrote: "Windows Registry Editor Version 5.00". */
final class RegFile {
    private RegFile() {}

    /**
     * A value; of a key without values one whose name is null.
     *
     * @param key with its hive's long name
     * @param data as stored, of a string without its end
     */
    record Value(
            String key,
            @Nullable String name,
            @Nullable String type,
            @Nullable String data) {
        /** In one line; of a key without values the key alone. */
        String line() {
            String path = key.replaceFirst("^HKEY_LOCAL_MACHINE\\\\", "");
            return name == null ? path : path + '|' + name + '|' + type + '|' + data;
        }
    }

    static List<Value> read(Path file) throws IOException {
        String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_16LE).replace("\\\r\n  ", "");
        List<Value> values = new ArrayList<>();
        String key = "";
        boolean any = true;
        for (String line : logical(text)) {
            if (line.startsWith("[") && line.endsWith("]")) {
                if (!any) {
                    values.add(new Value(key, null, null, null));
                }
                key = line.substring(1, line.length() - 1);
                any = false;
            } else if (line.startsWith("\"") || line.startsWith("@=")) {
                values.add(value(key, line));
                any = true;
            }
        }
        if (!any) {
            values.add(new Value(key, null, null, null));
        }
        return values;
    }

    /** A string may go over several lines. */
    private static List<String> logical(String text) {
        List<String> lines = new ArrayList<>();
        StringBuilder open = new StringBuilder();
        for (String line : text.split("\r\n", -1)) {
            open.append(line);
            if (line.startsWith("\"") && !line.endsWith("\"") && line.contains("=\"")) {
                open.append("\r\n");
                continue;
            }
            lines.add(open.toString());
            open.setLength(0);
        }
        return lines;
    }

    private static Value value(String key, String line) {
        int end = 1;
        if (line.startsWith("\"")) {
            while (line.charAt(end) != '"') {
                end += line.charAt(end) == '\\' ? 2 : 1;
            }
            end++;
        }
        String name = line.startsWith("@") ? "" : plain(line.substring(1, end - 1));
        String data = line.substring(end + 1);
        if (data.startsWith("\"")) {
            return new Value(key, name, "REG_SZ", plain(data.substring(1, data.length() - 1)));
        }
        if (data.startsWith("dword:")) {
            return new Value(key, name, "REG_DWORD", Long.toString(Long.parseLong(data.substring(6), 16)));
        }
        int colon = data.indexOf(':');
        String kind = data.substring(0, colon);
        int type = kind.equals("hex") ? 3 : Integer.parseInt(kind.substring(4, kind.length() - 1), 16);
        return new Value(key, name, String.valueOf(type), hex(data.substring(colon + 1)));
    }

    private static String hex(String list) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String part : list.split(",", -1)) {
            if (!part.isBlank()) {
                bytes.write(Integer.parseInt(part.strip(), 16));
            }
        }
        return HexFormat.of().formatHex(bytes.toByteArray());
    }

    private static String plain(String quoted) {
        return quoted.replaceAll("\\\\(.)", "$1");
    }
}
