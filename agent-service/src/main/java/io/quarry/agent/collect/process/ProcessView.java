package io.quarry.agent.collect.process;

import io.quarry.agent.collect.host.KernelText;
import io.quarry.agent.collect.host.MalformedTextException;
import io.quarry.agent.natives.linux.Errno;
import io.quarry.agent.natives.linux.ProcFiles;
import io.quarry.model.ProblemReason;
import org.jspecify.annotations.Nullable;

/** One process while it is read: its files, and a problem for each that cannot be read. */
final class ProcessView {
    /** Instead of a length: the file could not be read, and a problem says why. */
    static final int FAILED = -1;

    private final int pid;
    private final ProcFiles files;
    private final ProcStat stat;
    private final ProcessProblems problems;

    /** @param files with this process entered */
    ProcessView(int pid, ProcFiles files, ProcStat stat) {
        this.pid = pid;
        this.files = files;
        this.stat = stat;
        this.problems = new ProcessProblems(pid);
    }

    int pid() {
        return pid;
    }

    ProcFiles files() {
        return files;
    }

    ProcStat stat() {
        return stat;
    }

    ProcessProblems problems() {
        return problems;
    }

    /** What was read last. */
    byte[] bytes() {
        return files.bytes();
    }

    /** @return length, or {@link #FAILED} */
    int read(String file) {
        return problems.hasVanished() ? FAILED : checked(file, files.read(file));
    }

    /** @return length, or {@link #FAILED} */
    int readLink(String file) {
        return problems.hasVanished() ? FAILED : checked(file, files.readLink(file));
    }

    @Nullable
    String link(String file) {
        int length = readLink(file);
        return length < 0 ? null : KernelText.decode(bytes(), 0, length);
    }

    /** Passes a length on and turns an error number, negated, into a problem and {@link #FAILED}. */
    int checked(String file, int result) {
        if (result >= 0) {
            return result;
        }
        int errno = -result;
        if (errno == Errno.ESRCH || errno == Errno.ENOENT && ended()) {
            problems.vanished(file);
        } else if (errno == Errno.ENOENT) {
            problems.note(file, ProblemReason.NOT_AVAILABLE, "this kernel does not have it for this process");
        } else if (Errno.denied(errno)) {
            problems.denied(file, errno);
        } else {
            problems.add(ProblemReason.IO_ERROR, file + ": " + Errno.name(errno));
        }
        return FAILED;
    }

    /** Whether it ended since its {@code stat} was read; the files of a process that ended are gone or empty. */
    boolean ended() {
        int length = files.read("stat");
        if (length <= 0) {
            return true;
        }
        try {
            return ProcStat.parse(files.bytes(), length).ended();
        } catch (MalformedTextException e) {
            return false;
        }
    }
}
