package io.quarry.agent.collect.process;

import io.quarry.agent.collect.host.ByteCursor;
import io.quarry.agent.collect.host.KernelText;
import io.quarry.agent.collect.host.MalformedTextException;
import java.util.List;

/**
 * Lines of {@code /proc/locks}, see proc_locks(5), and the same behind {@code lock:} in fdinfo:
 * {@code 1: POSIX  ADVISORY  WRITE 568 fe:00:123 0 EOF}.
 */
final class ProcLocks {
    private static final int LONGEST_WORD = 32;

    private ProcLocks() {}

    /**
     * One lock.
     *
     * @param waiting asked for, and held by another
     * @param kind POSIX, FLOCK, OFDLCK, LEASE, DELEG, ACCESS
     * @param pid that took it; -1 for OFDLCK, which belong to an open file and to no process
     * @param device major number in the upper 32 bits
     * @param range first byte, blank, last byte or EOF
     */
    record Lock(
            boolean waiting,
            String kind,
            String strictness,
            String access,
            int pid,
            long device,
            long inode,
            String range) {

        List<String> words() {
            return waiting ? List.of(kind, strictness, access, "WAITING") : List.of(kind, strictness, access);
        }
    }

    /** @param in at the start of a line; moved behind its end */
    static Lock line(byte[] bytes, ByteCursor in) throws MalformedTextException {
        try {
            in.decimal();
            in.expect(':');
            in.skipBlanks();
            boolean waiting = in.take("-> ");
            String kind = field(bytes, in);
            String strictness = field(bytes, in);
            String access = field(bytes, in);
            int pid = in.small();
            in.skipBlanks();
            int major = (int) in.hexadecimal();
            in.expect(':');
            int minor = (int) in.hexadecimal();
            in.expect(':');
            long inode = in.decimal();
            String first = field(bytes, in);
            String last = field(bytes, in);
            long device = (long) major << Integer.SIZE | minor & 0xffff_ffffL;
            return new Lock(waiting, kind, strictness, access, pid, device, inode, first + " " + last);
        } finally {
            in.nextLine();
        }
    }

    static String device(long device) {
        return String.format("%02x:%02x", device >>> Integer.SIZE, device & 0xffff_ffffL);
    }

    private static String field(byte[] bytes, ByteCursor in) throws MalformedTextException {
        in.skipBlanks();
        int start = in.position();
        in.skipField();
        if (in.position() == start || in.position() - start > LONGEST_WORD) {
            throw new MalformedTextException("a word", start);
        }
        return KernelText.decode(bytes, start, in.position());
    }
}
