package io.quarry.agent.collect.process;

import io.quarry.agent.collect.host.ByteCursor;
import io.quarry.agent.collect.host.MalformedTextException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code /proc/<pid>/fdinfo/<fd>}, see proc_pid_fdinfo(5).
 *
 * @param flags of open(2)
 * @param pid process of a pidfd: -1 when it has ended, 0 when it is not visible here; null for other descriptors
 * @param locks held through this descriptor
 */
record FdInfo(int flags, @Nullable Integer pid, List<ProcLocks.Lock> locks) {
    private static final int OCTAL = 8;
    private static final int MOST_LOCKS = 1_000;

    static FdInfo parse(byte[] bytes, int length) throws MalformedTextException {
        ByteCursor in = new ByteCursor(bytes, 0, length);
        int flags = -1;
        Integer pid = null;
        List<ProcLocks.Lock> locks = new ArrayList<>(0);
        while (!in.atEnd()) {
            if (in.take("flags:")) {
                flags = octal(in);
            } else if (in.take("Pid:")) {
                pid = in.small();
            } else if (in.take("lock:") && locks.size() < MOST_LOCKS) {
                locks.add(ProcLocks.line(bytes, in));
                continue;
            }
            in.nextLine();
        }
        if (flags < 0) {
            throw new MalformedTextException("a line 'flags:'", length);
        }
        return new FdInfo(flags, pid, locks);
    }

    private static int octal(ByteCursor in) throws MalformedTextException {
        in.skipBlanks();
        int start = in.position();
        long digits = in.decimal();
        long value = 0;
        long place = 1;
        for (long rest = digits; rest > 0 && value <= Integer.MAX_VALUE; rest /= 10) {
            value += rest % 10 * place;
            place *= OCTAL;
        }
        if (value < 0 || value > Integer.MAX_VALUE || digits < 0) {
            throw new MalformedTextException("an octal number", start);
        }
        return (int) value;
    }
}
