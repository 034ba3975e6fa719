package io.quarry.agent.collect.host.sockets;

import io.quarry.agent.collect.host.KernelText;
import io.quarry.agent.collect.host.MalformedTextException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Network namespaces that are kept by a mount, as {@code ip netns} and container engines do: proc_pid_mountinfo(5). */
final class NamespaceMounts {
    private static final int ROOT = 3;
    private static final int MOUNT_POINT = 4;
    private static final int LEAST_FIELDS = 5;
    private static final int OCTAL_DIGITS = 3;

    private NamespaceMounts() {}

    /** @return mount points by inode; of several for one namespace, the last */
    static Map<Long, String> parse(byte[] mountinfo) {
        Map<Long, String> mounts = new HashMap<>();
        for (String line : KernelText.decode(mountinfo, 0, mountinfo.length).split("\n", -1)) {
            String[] fields = line.split(" ", -1);
            if (fields.length >= LEAST_FIELDS && fields[ROOT].startsWith("net:[") && line.contains(" - nsfs ")) {
                byte[] root = fields[ROOT].getBytes(StandardCharsets.UTF_8);
                try {
                    mounts.put(NetNamespace.inode(root, root.length), unescape(fields[MOUNT_POINT]));
                } catch (MalformedTextException e) {
                    continue; // not the kernel's way to name one
                }
            }
        }
        return mounts;
    }

    /** Blanks, tabs, line ends and backslashes are written as a backslash and three octal digits. */
    private static String unescape(String path) {
        StringBuilder plain = new StringBuilder(path.length());
        for (int i = 0; i < path.length(); i++) {
            int end = i + 1 + OCTAL_DIGITS;
            if (path.charAt(i) == '\\'
                    && end <= path.length()
                    && path.substring(i + 1, end).matches("[0-7]{3}")) {
                plain.append((char) Integer.parseInt(path.substring(i + 1, end), 8));
                i = end - 1;
            } else {
                plain.append(path.charAt(i));
            }
        }
        return plain.toString();
    }
}
