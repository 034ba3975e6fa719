package io.quarry.agent.collect.dns;

import java.util.Arrays;

/** A place in bytes as DNS sends them, big-endian; never past their end. */
final class WireCursor {
    private static final int LABEL = 63;
    private static final int NAME = 255;

    private final byte[] bytes;
    private final int end;
    private int at;

    WireCursor(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.at = from;
        this.end = end;
    }

    int left() {
        return end - at;
    }

    int u8() throws DnsFormatException {
        need(1);
        return bytes[at++] & 0xff;
    }

    int u16() throws DnsFormatException {
        return u8() << 8 | u8();
    }

    long u32() throws DnsFormatException {
        return (long) u16() << 16 | u16();
    }

    byte[] take(int count) throws DnsFormatException {
        need(count);
        byte[] taken = Arrays.copyOfRange(bytes, at, at + count);
        at += count;
        return taken;
    }

    /** A name without compression and without the final dot; the root is a dot. Odd bytes as \DDD, RFC 1035 section 5.1. */
    String name() throws DnsFormatException {
        StringBuilder out = new StringBuilder();
        int start = at;
        for (int length = u8(); length > 0; length = u8()) {
            if (length > LABEL || at - start > NAME) {
                throw new DnsFormatException("a label of " + length + " bytes", at);
            }
            out.append(out.isEmpty() ? "" : ".");
            for (int i = 0; i < length; i++) {
                character(out, u8(), ".\\\"();@$ ");
            }
        }
        return out.isEmpty() ? "." : out.toString();
    }

    /** A character string with its length in front, in quotes. */
    String string() throws DnsFormatException {
        return quoted(u8());
    }

    String quoted(int length) throws DnsFormatException {
        need(length);
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < length; i++) {
            character(out, u8(), "\"\\");
        }
        return out.append('"').toString();
    }

    private static void character(StringBuilder out, int c, String special) {
        if (c < ' ' || c > '~') {
            out.append('\\')
                    .append((char) ('0' + c / 100))
                    .append((char) ('0' + c / 10 % 10))
                    .append((char) ('0' + c % 10));
        } else {
            out.append(special.indexOf(c) >= 0 ? "\\" : "").append((char) c);
        }
    }

    private void need(int count) throws DnsFormatException {
        if (count < 0 || end - at < count) {
            throw new DnsFormatException(count + " bytes wanted, " + (end - at) + " left", at);
        }
    }
}
