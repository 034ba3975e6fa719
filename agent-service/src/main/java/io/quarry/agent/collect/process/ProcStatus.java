package io.quarry.agent.collect.process;

import io.quarry.agent.collect.host.ByteCursor;
import io.quarry.agent.collect.host.KernelText;
import io.quarry.agent.collect.host.MalformedTextException;
import io.quarry.agent.natives.linux.ProcessDescriptor;
import io.quarry.agent.natives.linux.ProcessDescriptor.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * The credentials in {@code /proc/<pid>/status}, see proc_pid_status(5), or of a process descriptor. Ids are unsigned 32-bit numbers.
 *
 * @param threadGroup the process that a thread belongs to; its own number for a process
 * @param uids real, effective, saved; the file's fourth, for file access, is left out
 * @param gids real, effective, saved
 * @param groups supplementary, empty when the credentials were read without them
 * @param capabilities effective mask, hexadecimal; empty when read without it or on kernels before 2.2
 */
record ProcStatus(int threadGroup, Ids uids, Ids gids, List<String> groups, String capabilities) {

    record Ids(long real, long effective, long saved) {}

    /** Only the ids, of the process that was read last. */
    static ProcStatus of(ProcessDescriptor process) {
        return new ProcStatus(
                process.threadGroup(),
                new Ids(process.user(Kind.REAL), process.user(Kind.EFFECTIVE), process.user(Kind.SAVED)),
                new Ids(process.group(Kind.REAL), process.group(Kind.EFFECTIVE), process.group(Kind.SAVED)),
                List.of(),
                "");
    }

    /** Only the ids: stops reading behind them. */
    static ProcStatus parseIds(byte[] bytes, int length) throws MalformedTextException {
        return parse(bytes, length, false);
    }

    /** All of it. */
    static ProcStatus parse(byte[] bytes, int length) throws MalformedTextException {
        return parse(bytes, length, true);
    }

    private static ProcStatus parse(byte[] bytes, int length, boolean all) throws MalformedTextException {
        ByteCursor in = new ByteCursor(bytes, 0, length);
        find(in, "Tgid:"); // the name in the line before is escaped by the kernel, so no line can be forged
        int threadGroup = in.small();
        find(in, "Uid:");
        Ids uids = ids(in);
        find(in, "Gid:");
        Ids gids = ids(in);
        if (!all) {
            return new ProcStatus(threadGroup, uids, gids, List.of(), "");
        }
        find(in, "Groups:");
        List<String> groups = groups(in);
        find(in, "CapEff:");
        in.skipBlanks();
        int start = in.position();
        in.skipField();
        return new ProcStatus(threadGroup, uids, gids, groups, KernelText.decode(bytes, start, in.position()));
    }

    private static void find(ByteCursor in, String label) throws MalformedTextException {
        while (!in.atEnd()) {
            if (in.take(label)) {
                return;
            }
            in.nextLine();
        }
        throw new MalformedTextException("a line '" + label + "'", in.position());
    }

    private static Ids ids(ByteCursor in) throws MalformedTextException {
        return new Ids(in.decimal(), in.decimal(), in.decimal());
    }

    private static List<String> groups(ByteCursor in) throws MalformedTextException {
        List<String> groups = new ArrayList<>();
        in.skipBlanks();
        while (!in.atEnd() && in.peek() != '\n') {
            groups.add(Long.toString(in.decimal()));
            in.skipBlanks();
        }
        return groups;
    }
}
