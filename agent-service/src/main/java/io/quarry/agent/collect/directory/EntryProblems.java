package io.quarry.agent.collect.directory;

import io.quarry.agent.natives.linux.Errno;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.util.ArrayList;
import java.util.List;

/** What could not be read of one entry. */
final class EntryProblems {
    private static final List<Problem> NONE = List.of();

    private final String path;
    private List<Problem> whole = NONE;
    private List<Problem> notes = NONE;

    EntryProblems(String path) {
        this.path = path;
    }

    String path() {
        return path;
    }

    /** A problem of the row and of the task. */
    void add(ProblemReason reason, String detail) {
        if (whole == NONE) {
            whole = new ArrayList<>(1);
        }
        whole.add(new Problem(path, reason, detail));
    }

    /** Something that the entry does not have or that was not asked of it: of the row alone. */
    void note(Problem problem) {
        if (notes == NONE) {
            notes = new ArrayList<>(2);
        }
        notes.add(problem);
    }

    void note(String column, ProblemReason reason, String detail) {
        note(new Problem(column, reason, detail));
    }

    /** What an error number says of something that was to be done with the entry. */
    void failed(String what, int errno) {
        add(reason(errno), what + ": " + Errno.name(errno));
    }

    static ProblemReason reason(int errno) {
        return switch (errno) {
            case Errno.ENOENT, Errno.ESTALE -> ProblemReason.VANISHED;
            case Errno.EPERM, Errno.EACCES -> ProblemReason.DENIED;
            case Errno.ENOTDIR, Errno.ELOOP -> ProblemReason.CHANGED_WHILE_READ; // it was of another type a moment ago
            case Errno.EMFILE, Errno.ENFILE -> ProblemReason.LIMIT;
            default -> ProblemReason.IO_ERROR;
        };
    }

    /** Those that make the task PARTIAL. */
    List<Problem> forTask() {
        return whole;
    }

    List<Problem> forRow() {
        if (notes == NONE) {
            return whole;
        }
        if (whole == NONE) {
            return notes;
        }
        List<Problem> all = new ArrayList<>(whole);
        all.addAll(notes);
        return all;
    }
}
