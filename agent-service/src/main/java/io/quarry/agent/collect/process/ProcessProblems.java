package io.quarry.agent.collect.process;

import io.quarry.agent.collect.host.MalformedTextException;
import io.quarry.agent.natives.linux.Errno;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What could not be read of one process. What the kernel refused becomes one problem that names all the files, so that an
 * agent without privileges reports one a process, not ten.
 */
final class ProcessProblems {
    private final String item;
    private final List<Problem> whole = new ArrayList<>(0);
    private final List<Problem> notes = new ArrayList<>(0);
    private @Nullable StringBuilder denied;
    private int deniedErrno;
    private boolean vanished;

    ProcessProblems(int pid) {
        item = "pid " + pid;
    }

    /** A problem of the row and of the task. */
    void add(ProblemReason reason, String detail) {
        whole.add(new Problem(item, reason, detail));
    }

    /** A value that this process or this kernel does not have: of the row alone, the task is no less complete for it. */
    void note(String column, ProblemReason reason, String detail) {
        notes.add(new Problem(column, reason, detail));
    }

    void denied(String file, int errno) {
        if (denied == null) {
            denied = new StringBuilder(file);
            deniedErrno = errno;
        } else {
            denied.append(", ").append(file);
        }
    }

    void malformed(String file, MalformedTextException e) {
        add(ProblemReason.MALFORMED, file + ": " + e.getMessage());
    }

    /** The process ended when this file was to be read. Said once. */
    void vanished(String file) {
        if (!vanished) {
            vanished = true;
            add(ProblemReason.VANISHED, "ended while it was read, before " + file);
        }
    }

    boolean hasVanished() {
        return vanished;
    }

    /** Those that make the task PARTIAL. */
    List<Problem> forTask() {
        if (denied != null) {
            whole.add(new Problem(item, ProblemReason.DENIED, denied + ": " + Errno.name(deniedErrno)));
            denied = null;
        }
        return whole;
    }

    List<Problem> forRow() {
        List<Problem> whole = forTask();
        if (notes.isEmpty()) {
            return whole;
        }
        List<Problem> all = new ArrayList<>(whole);
        all.addAll(notes);
        return all;
    }
}
