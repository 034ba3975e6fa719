package io.quarry.agent.collect.process;

import io.quarry.agent.collect.host.ByteCursor;
import io.quarry.agent.collect.host.KernelText;
import io.quarry.agent.collect.host.MalformedTextException;
import java.util.Arrays;

/**
 * {@code /proc/<pid>/maps}, see proc_pid_maps(5), in parts as they are read: a line may begin in one and end in another.
 * Lines without a file are left out.
 */
final class ProcMaps {
    /** A path has 4,096 bytes at most, four times that when every byte is escaped; the columns before it under 100. */
    private static final int MAX_LINE = 1 << 15;

    private byte[] rest = new byte[512];
    private int restLength;

    /** Takes the mappings of files, in the order of their addresses. */
    interface Mappings {
        /** @return whether to go on */
        boolean mapping(Mapping mapping);
    }

    /**
     * One line.
     *
     * @param start first address; above {@link Long#MAX_VALUE} negative, as the same bits
     * @param end the address behind the last
     * @param permissions four letters: r, w, x or -, then p (private) or s (shared)
     * @param device major:minor, hexadecimal as the kernel writes it
     * @param path with the kernel's mark " (deleted)", line ends in names restored
     */
    record Mapping(long start, long end, String permissions, String device, long inode, String path) {}

    /** @return whether to go on; @throws MalformedTextException when a line is none */
    boolean accept(byte[] bytes, int length, Mappings mappings) throws MalformedTextException {
        int start = 0;
        for (int i = 0; i < length; i++) {
            if (bytes[i] == '\n') {
                boolean more;
                if (restLength > 0) {
                    keep(bytes, start, i);
                    more = line(rest, 0, restLength, mappings);
                    restLength = 0;
                } else {
                    more = line(bytes, start, i, mappings);
                }
                if (!more) {
                    return false;
                }
                start = i + 1;
            }
        }
        keep(bytes, start, length);
        return true;
    }

    private void keep(byte[] bytes, int from, int end) throws MalformedTextException {
        int length = restLength + end - from;
        if (length > MAX_LINE) {
            throw new MalformedTextException("a line end", length);
        }
        if (length > rest.length) {
            rest = Arrays.copyOf(rest, Math.max(length, rest.length * 2));
        }
        System.arraycopy(bytes, from, rest, restLength, end - from);
        restLength = length;
    }

    private static boolean line(byte[] bytes, int from, int end, Mappings mappings) throws MalformedTextException {
        ByteCursor in = new ByteCursor(bytes, from, end);
        long start = in.hexadecimal();
        in.expect('-');
        long stop = in.hexadecimal();
        String permissions = field(bytes, in);
        in.skipField(); // offset
        String device = field(bytes, in);
        long inode = in.decimal();
        in.skipBlanks();
        if (inode == 0 || in.atEnd()) {
            return true;
        }
        return mappings.mapping(new Mapping(start, stop, permissions, device, inode, path(bytes, in.position(), end)));
    }

    private static String field(byte[] bytes, ByteCursor in) {
        in.skipBlanks();
        int start = in.position();
        in.skipField();
        return KernelText.decode(bytes, start, in.position());
    }

    /** Of a name's bytes the kernel escapes the line end alone, as {@code \012}. */
    private static String path(byte[] bytes, int from, int end) {
        String path = KernelText.decode(bytes, from, end);
        return path.indexOf('\\') < 0 ? path : path.replace("\\012", "\n");
    }
}
