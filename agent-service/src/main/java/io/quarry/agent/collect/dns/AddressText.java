package io.quarry.agent.collect.dns;

import java.util.Optional;

/** Addresses as text, without a look-up: inet_pton(3), and RFC 5952 for IPv6. */
final class AddressText {
    private static final int V4 = 4;
    private static final int V6 = 16;
    private static final int GROUPS = 8;

    private AddressText() {}

    /** @return 4 or 16 bytes; empty when it is no address */
    static Optional<byte[]> parse(String text) {
        return text.indexOf(':') < 0 ? parse4(text) : parse6(text);
    }

    /** @param address 4 or 16 bytes */
    static String format(byte[] address) {
        return address.length == V4
                ? (address[0] & 0xff) + "." + (address[1] & 0xff) + "." + (address[2] & 0xff) + "."
                        + (address[3] & 0xff)
                : format6(address);
    }

    /** Name whose PTR record an address has. */
    static String reverse(byte[] address) {
        StringBuilder out = new StringBuilder();
        for (int i = address.length - 1; i >= 0; i--) {
            if (address.length == V4) {
                out.append(address[i] & 0xff).append('.');
            } else {
                out.append(Character.forDigit(address[i] & 0xf, 16)).append('.');
                out.append(Character.forDigit(address[i] >>> 4 & 0xf, 16)).append('.');
            }
        }
        return out.append(address.length == V4 ? "in-addr.arpa" : "ip6.arpa").toString();
    }

    private static Optional<byte[]> parse4(String text) {
        String[] parts = text.split("\\.", -1);
        byte[] address = new byte[V4];
        if (parts.length != V4) {
            return Optional.empty();
        }
        for (int i = 0; i < V4; i++) {
            int number = decimal(parts[i]);
            if (number < 0) {
                return Optional.empty();
            }
            address[i] = (byte) number;
        }
        return Optional.of(address);
    }

    /** Digits without a leading zero, which some take for octal; @return -1 when it is none up to 255 */
    private static int decimal(String text) {
        if (text.isEmpty() || text.length() > 3 || text.length() > 1 && text.charAt(0) == '0') {
            return -1;
        }
        int number = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number > 255 ? -1 : number;
    }

    private static Optional<byte[]> parse6(String text) {
        int gap = text.indexOf("::");
        int[] groups = new int[GROUPS];
        int front = groups(gap < 0 ? text : text.substring(0, gap), groups, 0);
        if (gap < 0) {
            return front == GROUPS ? Optional.of(bytes(groups)) : Optional.empty();
        }
        int[] tail = new int[GROUPS];
        int back = groups(text.substring(gap + 2), tail, 0);
        if (front < 0 || back < 0 || front + back >= GROUPS) {
            return Optional.empty();
        }
        System.arraycopy(tail, 0, groups, GROUPS - back, back);
        return Optional.of(bytes(groups));
    }

    /** @return how many groups; -1 when these are none */
    private static int groups(String text, int[] into, int from) {
        if (text.isEmpty()) {
            return from;
        }
        String[] parts = text.split(":", -1);
        int at = from;
        for (int i = 0; i < parts.length; i++) {
            if (i == parts.length - 1 && parts[i].indexOf('.') >= 0) {
                Optional<byte[]> low = parse4(parts[i]);
                if (low.isEmpty() || at + 2 > GROUPS) {
                    return -1;
                }
                byte[] four = low.get();
                into[at++] = (four[0] & 0xff) << 8 | four[1] & 0xff;
                into[at++] = (four[2] & 0xff) << 8 | four[3] & 0xff;
            } else if (at == GROUPS || !parts[i].matches("[0-9a-fA-F]{1,4}")) {
                return -1;
            } else {
                into[at++] = Integer.parseInt(parts[i], 16);
            }
        }
        return at;
    }

    private static byte[] bytes(int[] groups) {
        byte[] address = new byte[V6];
        for (int i = 0; i < GROUPS; i++) {
            address[2 * i] = (byte) (groups[i] >>> 8);
            address[2 * i + 1] = (byte) groups[i];
        }
        return address;
    }

    private static String format6(byte[] address) {
        int[] groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            groups[i] = (address[2 * i] & 0xff) << 8 | address[2 * i + 1] & 0xff;
        }
        int gap = -1;
        int longest = 1; // a single zero is not shortened
        for (int i = 0; i < GROUPS; i++) {
            int end = i;
            while (end < GROUPS && groups[end] == 0) {
                end++;
            }
            if (end - i > longest) {
                gap = i;
                longest = end - i;
            }
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < GROUPS; i++) {
            if (i == gap) {
                out.append("::");
                i += longest - 1;
            } else {
                out.append(out.isEmpty() || out.charAt(out.length() - 1) == ':' ? "" : ":");
                out.append(Integer.toHexString(groups[i]));
            }
        }
        return out.toString();
    }
}
