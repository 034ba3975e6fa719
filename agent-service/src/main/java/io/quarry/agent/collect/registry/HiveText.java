package io.quarry.agent.collect.registry;

import java.nio.charset.StandardCharsets;

/** Text of the registry is UTF-16 that nobody checks: half a pair is shown as {@code \}{@code uXXXX}, so that nothing is lost. */
final class HiveText {
    private HiveText() {}

    /** @param end an odd last byte is left out */
    static String utf16(byte[] bytes, int from, int end) {
        String text = new String(bytes, from, end - from & ~1, StandardCharsets.UTF_16LE);
        return text.indexOf('\ufffd') < 0 ? text : escaped(bytes, from, end);
    }

    /** Whether text of these bytes says them all: whole characters, no half pair. */
    static boolean isSound(byte[] bytes, int from, int end) {
        if ((end - from & 1) != 0) {
            return false;
        }
        for (int i = from; i < end; i += 2) {
            char c = at(bytes, i);
            if (Character.isSurrogate(c)) {
                if (!Character.isHighSurrogate(c) || i + 4 > end || !Character.isLowSurrogate(at(bytes, i + 2))) {
                    return false;
                }
                i += 2;
            }
        }
        return true;
    }

    private static String escaped(byte[] bytes, int from, int end) {
        StringBuilder out = new StringBuilder((end - from) / 2);
        for (int i = from; i + 1 < end; i += 2) {
            char c = at(bytes, i);
            boolean pair = Character.isHighSurrogate(c) && i + 3 < end && Character.isLowSurrogate(at(bytes, i + 2));
            if (pair) {
                out.append(c).append(at(bytes, i + 2));
                i += 2;
            } else if (Character.isSurrogate(c)) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static char at(byte[] bytes, int i) {
        return (char) (bytes[i] & 0xff | (bytes[i + 1] & 0xff) << Byte.SIZE);
    }
}
