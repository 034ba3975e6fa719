package io.quarry.agent.collect.directory;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A path of Windows that may hold wildcards: a root, and names in any case below it.
 *
 * @param root {@code C:\} or {@code \\host\share\}
 * @param pattern of the names, lower case
 */
record WindowsPath(String root, PathPattern pattern) {

    /** @throws IllegalArgumentException with a text for people when it is not absolute or has too many segments */
    static WindowsPath parse(String path) {
        String plain = path.replace('/', '\\');
        if (plain.startsWith("\\\\?\\") && !plain.toLowerCase(Locale.ROOT).startsWith("\\\\?\\unc\\")) {
            plain = plain.substring(4);
        }
        int root = rootLength(plain);
        if (root < 0) {
            throw new IllegalArgumentException("'" + path + "' is not an absolute path of this platform");
        }
        String names = plain.substring(root).replace('\\', '/').toLowerCase(Locale.ROOT);
        String start = plain.substring(0, root);
        return new WindowsPath(
                start.endsWith("\\")
                        ? start.substring(0, 1).toUpperCase(Locale.ROOT) + start.substring(1)
                        : start + '\\',
                PathPattern.parse("/" + names));
    }

    private static int rootLength(String path) {
        if (path.length() >= 2 && Character.isLetter(path.charAt(0)) && path.charAt(1) == ':') {
            return path.length() == 2 ? 2 : path.charAt(2) == '\\' ? 3 : -1;
        }
        if (!path.startsWith("\\\\")) {
            return -1;
        }
        int host = path.indexOf('\\', 2);
        if (host <= 2 || host == path.length() - 1) {
            return -1;
        }
        int share = path.indexOf('\\', host + 1);
        return share < 0 ? path.length() : share + 1;
    }

    /** A name as patterns compare it. */
    static byte[] folded(String name) {
        return name.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
    }
}
