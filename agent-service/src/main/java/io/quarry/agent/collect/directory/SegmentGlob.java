package io.quarry.agent.collect.directory;

import java.nio.charset.StandardCharsets;

/**
 * One segment of a path with wildcards: {@code *} stands for any bytes, none included, {@code ?} for one character, or one
 * byte where the name is not UTF-8. Names with a leading dot are no exception. Of several stars only the last is ever tried
 * again, so the time is bounded by the product of the two lengths, and a name has 255 bytes at most.
 */
final class SegmentGlob {
    private final byte[] pattern;

    SegmentGlob(String segment) {
        pattern = segment.getBytes(StandardCharsets.UTF_8);
    }

    boolean matches(byte[] name) {
        int at = 0;
        int in = 0;
        int star = -1;
        int retry = 0;
        while (at < name.length) {
            if (in < pattern.length && pattern[in] == '*') {
                star = in++;
                retry = at;
            } else if (in < pattern.length && pattern[in] == '?') {
                in++;
                at += characterLength(name, at);
            } else if (in < pattern.length && pattern[in] == name[at]) {
                in++;
                at++;
            } else if (star >= 0) {
                in = star + 1;
                retry += characterLength(name, retry);
                at = retry;
            } else {
                return false;
            }
        }
        while (in < pattern.length && pattern[in] == '*') {
            in++;
        }
        return in == pattern.length;
    }

    /** Bytes of the UTF-8 character here, 1 when there is none. */
    private static int characterLength(byte[] name, int at) {
        int first = name[at] & 0xff;
        int length = first < 0xc2 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 1;
        if (at + length > name.length) {
            return 1;
        }
        for (int i = 1; i < length; i++) {
            if ((name[at + i] & 0xc0) != 0x80) {
                return 1;
            }
        }
        return length;
    }
}
