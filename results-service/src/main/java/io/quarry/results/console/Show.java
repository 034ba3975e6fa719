package io.quarry.results.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** Values in a form that people read; pages give the exact value on hover. */
public final class Show {
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
    private static final int KIBI = 1024;
    private static final int SECOND = 1000;
    private static final int MINUTE = 60 * SECOND;
    private static final int SHOWN_OF_NESTED = 4;
    private static final int SHORT_ID = 8;

    private Show() {}

    /** 1234567 as 1,234,567. */
    public static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** "1 row", "2 rows". */
    public static String counted(long number, String one) {
        return count(number) + " " + one + (number == 1 ? "" : "s");
    }

    public static String bytes(long bytes) {
        double value = bytes;
        int unit = 0;
        while (Math.abs(value) >= KIBI && unit < UNITS.length - 1) {
            value /= KIBI;
            unit++;
        }
        return unit == 0 ? count(bytes) + " B" : String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
    }

    public static String milliseconds(long ms) {
        if (ms < SECOND) {
            return ms + " ms";
        }
        return ms < MINUTE
                ? String.format(Locale.ROOT, "%.1f s", ms / (double) SECOND)
                : String.format(Locale.ROOT, "%d min %d s", ms / MINUTE, ms % MINUTE / SECOND);
    }

    /** The beginning of an id. */
    public static String id(String id) {
        return id.length() > SHORT_ID ? id.substring(0, SHORT_ID) : id;
    }

    /** A text member; empty when it is not there. */
    public static String text(JsonNode node, String name) {
        return node.path(name).asString("");
    }

    /** The member that dots lead to. */
    public static JsonNode at(JsonNode node, String path) {
        JsonNode value = node;
        for (String name : path.split("\\.", -1)) {
            value = value.path(name);
        }
        return value;
    }

    /** A value in one line: of nested ones what comes first and is known. */
    public static String line(JsonNode value) {
        if (value.isArray()) {
            List<String> items = new ArrayList<>();
            value.forEach(v -> items.add(item(v)));
            String first = String.join(", ", items.subList(0, Math.min(SHOWN_OF_NESTED, items.size())));
            return items.size() > SHOWN_OF_NESTED ? items.size() + ": " + first + " \u2026" : first;
        }
        return value.isObject() ? item(value) : plain(value);
    }

    private static String item(JsonNode value) {
        if (!value.isObject()) {
            return plain(value);
        }
        List<String> known = new ArrayList<>();
        value.properties().stream()
                .filter(p -> !empty(p.getValue()) && p.getValue().isValueNode())
                .limit(SHOWN_OF_NESTED)
                .forEach(p -> known.add(p.getKey() + " " + plain(p.getValue())));
        return String.join(" \u00b7 ", known);
    }

    private static String plain(JsonNode value) {
        if (value.isBoolean()) {
            return value.asBoolean() ? "yes" : "no";
        }
        return value.isValueNode() ? value.asString("") : value.toString();
    }

    /** Whether there is nothing to see: unknown, or an empty list or record. */
    public static boolean empty(JsonNode value) {
        return value.isNull() || value.isMissingNode() || (value.isContainer() && value.isEmpty());
    }
}
