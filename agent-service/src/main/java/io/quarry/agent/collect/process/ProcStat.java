package io.quarry.agent.collect.process;

import io.quarry.agent.collect.host.ByteCursor;
import io.quarry.agent.collect.host.KernelText;
import io.quarry.agent.collect.host.MalformedTextException;

/**
 * {@code /proc/<pid>/stat}, see proc_pid_stat(5). Times are in clock ticks.
 *
 * @param name field 2: the kernel's name, raw, so it may hold blanks, brackets and line ends
 * @param state field 3: one letter
 * @param session field 6
 * @param terminal field 7: device number of the controlling terminal, 0 for none
 * @param flags field 9: PF_* of linux/sched.h
 * @param startTicks field 22: since boot
 * @param virtualBytes field 23
 * @param residentPages field 24
 * @param codeStart field 26: address of the image's code; 1 or 0 where the kernel hides addresses
 * @param codeEnd field 27
 * @param priority field 18: as the kernel shows it, negative for real-time policies
 * @param realtimePriority field 40, 0 for none; -1 on kernels that do not say
 * @param policy field 41: SCHED_* of linux/sched.h; -1 on kernels that do not say
 */
record ProcStat(
        String name,
        char state,
        int parentPid,
        int session,
        int terminal,
        long flags,
        long userTicks,
        long systemTicks,
        int priority,
        int nice,
        int threads,
        long startTicks,
        long virtualBytes,
        long residentPages,
        long codeStart,
        long codeEnd,
        int realtimePriority,
        int policy) {

    private static final long PF_KTHREAD = 0x0020_0000;

    boolean kernelThread() {
        return (flags & PF_KTHREAD) != 0;
    }

    /** Zombie or dead: nothing is left of it but its numbers. */
    boolean ended() {
        return state == 'Z' || state == 'X' || state == 'x';
    }

    static ProcStat parse(byte[] bytes, int length) throws MalformedTextException {
        int open = 0;
        while (open < length && bytes[open] != '(') {
            open++;
        }
        int close = length - 1; // the last bracket: the name may hold any, what follows holds none
        while (close > open && bytes[close] != ')') {
            close--;
        }
        if (close <= open) {
            throw new MalformedTextException("a name in brackets", 0);
        }
        ByteCursor in = new ByteCursor(bytes, close + 1, length);
        in.skipBlanks();
        char state = (char) in.peek();
        in.skipField();
        return fields(KernelText.decode(bytes, open + 1, close), state, in);
    }

    private static ProcStat fields(String name, char state, ByteCursor in) throws MalformedTextException {
        int parent = in.small();
        in.skipField(); // 5 process group
        int session = in.small();
        int terminal = (int) in.decimal();
        in.skipField(); // 8 foreground group
        long flags = in.decimal();
        skip(in, 4); // 10 to 13: page faults
        long user = in.decimal();
        long system = in.decimal();
        skip(in, 2); // 16, 17: of children
        int priority = in.small();
        int nice = in.small();
        int threads = in.small();
        in.skipField(); // 21: always 0
        long start = in.decimal();
        long virtual = in.decimal();
        long resident = in.decimal();
        in.skipField(); // 25: limit of resident memory
        long codeStart = in.decimal();
        long codeEnd = in.decimal();
        skip(in, 12); // 28 to 39: other addresses and signals
        return new ProcStat(
                name,
                state,
                parent,
                session,
                terminal,
                flags,
                user,
                system,
                priority,
                nice,
                threads,
                start,
                virtual,
                resident,
                codeStart,
                codeEnd,
                optional(in),
                optional(in));
    }

    private static int optional(ByteCursor in) throws MalformedTextException {
        in.skipBlanks();
        return in.atEnd() || in.peek() == '\n' ? -1 : in.small();
    }

    private static void skip(ByteCursor in, int fields) {
        for (int i = 0; i < fields; i++) {
            in.skipField();
        }
    }
}
