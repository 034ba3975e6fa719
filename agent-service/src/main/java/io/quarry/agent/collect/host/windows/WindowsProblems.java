package io.quarry.agent.collect.host.windows;

import io.quarry.agent.collect.Verdict;
import io.quarry.agent.natives.windows.WinError;
import io.quarry.agent.natives.windows.WindowsCallException;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;

/** Problems made of what Windows answered: always with the call, its number and Windows' own text. */
public final class WindowsProblems {
    private WindowsProblems() {}

    /** @param item what it is about */
    public static Problem of(String item, WindowsCallException e) {
        return new Problem(item, reason(e.code()), e.getMessage());
    }

    /** A structure that is not what the call promises. */
    public static Problem malformed(String item, IllegalArgumentException e) {
        return new Problem(item, ProblemReason.MALFORMED, e.getMessage());
    }

    /** This Windows lacks a call. */
    public static Problem missing(String item, LinkageError e) {
        return new Problem(item, ProblemReason.UNSUPPORTED_ON_PLATFORM, e.getMessage());
    }

    /** The same where nothing can be read without it. */
    public static Verdict unsupported(LinkageError e) {
        return new Verdict.Unsupported("a library of Windows cannot be called: " + e.getMessage());
    }

    public static boolean denied(WindowsCallException e) {
        return reason(e.code()) == ProblemReason.DENIED;
    }

    private static ProblemReason reason(int code) {
        return switch (code) {
            case WinError.ACCESS_DENIED, WinError.PRIVILEGE_NOT_HELD, WinError.NOT_ALL_ASSIGNED -> ProblemReason.DENIED;
            case WinError.FILE_NOT_FOUND,
                    WinError.PATH_NOT_FOUND,
                    WinError.INVALID_HANDLE,
                    WinError.KEY_DELETED,
                    WinError.SERVICE_DOES_NOT_EXIST -> ProblemReason.VANISHED;
            case WinError.INVALID_FUNCTION,
                    WinError.NOT_SUPPORTED,
                    WinError.CALL_NOT_IMPLEMENTED,
                    WinError.INVALID_LEVEL,
                    WinError.PROC_NOT_FOUND -> ProblemReason.NOT_AVAILABLE;
            case WinError.MORE_DATA, WinError.INSUFFICIENT_BUFFER -> ProblemReason.LIMIT;
            case WinError.SHARING_VIOLATION, WinError.LOCK_VIOLATION -> ProblemReason.IO_ERROR;
            default -> ProblemReason.OTHER;
        };
    }
}
