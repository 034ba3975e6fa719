package io.quarry.agent.collect.host;

import java.nio.ByteBuffer;

/** Addresses as text: IPv4 dotted, IPv6 as RFC 5952 has it, and an IPv4 address inside an IPv6 one stays that, {@code ::ffff:192.0.2.1}. */
public final class InternetAddress {
    public static final int V4_BYTES = 4;
    public static final int V6_BYTES = 16;

    private static final int GROUPS = 8;
    private static final int MAPPED = 0xffff;
    private static final int LONGEST = 40;

    private InternetAddress() {}

    /** @param length 4 or 16 bytes from there */
    public static String text(ByteBuffer bytes, int from, int length) {
        StringBuilder text = new StringBuilder(LONGEST);
        if (length == V4_BYTES) {
            dotted(bytes, from, text);
        } else {
            groups(bytes, from, text);
        }
        return text.toString();
    }

    /** @param address 4 or 16 bytes */
    public static String text(byte[] address) {
        return text(ByteBuffer.wrap(address), 0, address.length);
    }

    /** Whether it is the address that stands for any: all zero. */
    public static boolean isAny(ByteBuffer bytes, int from, int length) {
        for (int i = 0; i < length; i++) {
            if (bytes.get(from + i) != 0) {
                return false;
            }
        }
        return true;
    }

    private static void dotted(ByteBuffer bytes, int from, StringBuilder text) {
        for (int i = 0; i < V4_BYTES; i++) {
            text.append(i == 0 ? "" : ".").append(bytes.get(from + i) & 0xff);
        }
    }

    private static void groups(ByteBuffer bytes, int from, StringBuilder text) {
        if (mapped(bytes, from)) {
            text.append("::ffff:");
            dotted(bytes, from + V6_BYTES - V4_BYTES, text);
            return;
        }
        int start = -1; // of the longest run of zeros, the first of them
        int longest = 1; // one alone is not shortened
        int run = 0;
        for (int i = 0; i < GROUPS; i++) {
            run = group(bytes, from, i) == 0 ? run + 1 : 0;
            if (run > longest) {
                longest = run;
                start = i - run + 1;
            }
        }
        for (int i = 0; i < GROUPS; i++) {
            if (i == start) {
                text.append("::");
                i += longest - 1;
            } else {
                text.append(i == 0 || i == start + longest && start >= 0 ? "" : ":")
                        .append(Integer.toHexString(group(bytes, from, i)));
            }
        }
    }

    private static boolean mapped(ByteBuffer bytes, int from) {
        return isAny(bytes, from, V6_BYTES - V4_BYTES - 2) && group(bytes, from, GROUPS - 3) == MAPPED;
    }

    private static int group(ByteBuffer bytes, int from, int index) {
        return (bytes.get(from + 2 * index) & 0xff) << 8 | bytes.get(from + 2 * index + 1) & 0xff;
    }
}
