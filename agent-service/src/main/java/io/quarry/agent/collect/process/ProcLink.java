package io.quarry.agent.collect.process;

import io.quarry.agent.collect.host.ByteCursor;
import io.quarry.agent.collect.host.MalformedTextException;

/** Targets of the links in {@code /proc/<pid>}, see proc_pid_exe(5) and namespaces(7). */
final class ProcLink {
    /** What the kernel puts behind the path of a file that has no name any more. A name may also end so by itself. */
    static final String DELETED = " (deleted)";

    private ProcLink() {}

    static boolean looksDeleted(String target) {
        return target.endsWith(DELETED);
    }

    static String withoutMark(String target) {
        return target.substring(0, target.length() - DELETED.length());
    }

    /** Inode in {@code net:[4026531840]}; @throws MalformedTextException when it is no such link */
    static long namespace(byte[] bytes, int length) throws MalformedTextException {
        ByteCursor in = new ByteCursor(bytes, 0, length);
        in.skipTo('[');
        in.expect('[');
        long inode = in.decimal();
        in.expect(']');
        return inode;
    }
}
