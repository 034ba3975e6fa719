package io.quarry.agent.collect.dns;

import io.quarry.agent.collect.host.KernelText;
import java.util.List;
import java.util.Optional;

/**
 * Lines of unbound's {@code dump_cache} and {@code list_local_data}: record sets in zone file form after a comment with their
 * properties, then messages that refer to them; of those the negative ones tell what no record does.
 */
final class UnboundDump {
    private static final int NXDOMAIN = 3;
    private static final int RCODE = 0xf;
    private static final int MESSAGE_FIELDS = 12;

    private boolean messages;

    /**
     * Takes a line of the dump.
     *
     * @return a record, or nothing for lines that are none
     * @throws DnsFormatException when it is no line of a dump
     */
    Optional<CachedRecord> line(byte[] bytes, int length) throws DnsFormatException {
        String line = KernelText.decode(bytes, 0, length);
        if (line.isEmpty() || line.startsWith(";")) {
            return Optional.empty();
        }
        switch (line) {
            case "START_RRSET_CACHE", "END_RRSET_CACHE", "END_MSG_CACHE", "EOF" -> {
                return Optional.empty();
            }
            case "START_MSG_CACHE" -> {
                messages = true;
                return Optional.empty();
            }
            default -> {
                if (line.startsWith("error")) {
                    throw new DnsFormatException(line);
                }
                return messages ? message(line) : Optional.of(record(line));
            }
        }
    }

    /** A record in zone file form: name, time to live, class, type, data. */
    static CachedRecord record(String line) throws DnsFormatException {
        String[] fields = line.split("[ \t]+", 5);
        if (fields.length < 5 || !fields[1].matches("\\d{1,10}") || fields[3].isEmpty()) {
            throw new DnsFormatException("a record expected, found '" + shown(line) + "'");
        }
        List<String> flags = fields[2].equals("IN") ? List.of() : List.of(fields[2]);
        return CachedRecord.found(
                HostsFile.withoutDot(fields[0]), fields[3], data(fields[3], fields[4]), Long.valueOf(fields[1]), flags);
    }

    /** Names in the data lose their final dot, as all names do. */
    private static String data(String type, String data) {
        return switch (type) {
            case "CNAME", "PTR", "NS", "DNAME", "MX", "SRV" -> HostsFile.withoutDot(data);
            default -> data;
        };
    }

    /** {@code msg name class type flags questions ttl security answers authorities additionals ...}. */
    private static Optional<CachedRecord> message(String line) throws DnsFormatException {
        if (!line.startsWith("msg ")) {
            return Optional.empty(); // a reference to a record set
        }
        String[] fields = line.split(" ", -1);
        if (fields.length < MESSAGE_FIELDS - 1
                || !isNumber(fields[4])
                || !isNumber(fields[6])
                || !isNumber(fields[8])) {
            throw new DnsFormatException("a message expected, found '" + shown(line) + "'");
        }
        int code = Integer.parseInt(fields[4]) & RCODE;
        boolean negative = code == NXDOMAIN || code == 0 && fields[8].equals("0");
        return negative
                ? Optional.of(CachedRecord.negative(
                        HostsFile.withoutDot(fields[1]),
                        fields[3],
                        code == NXDOMAIN ? "NXDOMAIN" : "NODATA",
                        Long.valueOf(fields[6]),
                        List.of()))
                : Optional.empty();
    }

    private static boolean isNumber(String text) {
        return text.matches("\\d{1,9}");
    }

    private static String shown(String line) {
        return line.length() <= 80 ? line : line.substring(0, 80) + "...";
    }
}
