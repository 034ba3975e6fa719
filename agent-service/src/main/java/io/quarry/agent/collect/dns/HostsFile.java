package io.quarry.agent.collect.dns;

import io.quarry.agent.collect.host.KernelText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code /etc/hosts}, see hosts(5): an address and its names a line, {@code #} begins a comment. */
final class HostsFile {
    private HostsFile() {}

    /**
     * A line.
     *
     * @param address in its usual form, with the zone ({@code %eth0}) that it may have
     * @param type A or AAAA
     * @param names the first is the canonical one, without final dots
     */
    record Line(String address, String type, List<String> names) {}

    /**
     * @return empty for a blank line or comment
     * @throws DnsFormatException when it is neither, and no address with names
     */
    static Optional<Line> parse(byte[] bytes, int from, int end) throws DnsFormatException {
        List<String> fields = fields(bytes, from, end);
        if (fields.isEmpty()) {
            return Optional.empty();
        }
        String text = fields.get(0);
        int zone = text.indexOf('%');
        Optional<byte[]> address = AddressText.parse(zone < 0 ? text : text.substring(0, zone));
        if (address.isEmpty() || zone >= 0 && address.get().length == 4) {
            throw new DnsFormatException("an address expected, found '" + shown(text) + "'");
        }
        if (fields.size() == 1) {
            throw new DnsFormatException("no name for the address " + shown(text));
        }
        return Optional.of(new Line(
                AddressText.format(address.get()) + (zone < 0 ? "" : text.substring(zone)),
                address.get().length == 4 ? "A" : "AAAA",
                fields.subList(1, fields.size()).stream()
                        .map(HostsFile::withoutDot)
                        .toList()));
    }

    static String withoutDot(String name) {
        return name.length() > 1 && name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    private static String shown(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "...";
    }

    private static List<String> fields(byte[] bytes, int from, int end) {
        List<String> fields = new ArrayList<>();
        int start = -1;
        for (int i = from; i <= end; i++) {
            boolean stop = i == end || bytes[i] == '#';
            if (stop || isBlank(bytes[i])) {
                if (start >= 0) {
                    fields.add(KernelText.decode(bytes, start, i));
                    start = -1;
                }
                if (stop) {
                    break;
                }
            } else if (start < 0) {
                start = i;
            }
        }
        return fields;
    }

    /** What isspace(3) takes for one, a carriage return included. */
    private static boolean isBlank(byte c) {
        return c == ' ' || c >= '\t' && c <= '\r';
    }
}
