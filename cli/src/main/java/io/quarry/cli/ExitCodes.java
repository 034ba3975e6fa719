package io.quarry.cli;

/** What the process answers with, for scripts. */
final class ExitCodes {
    /** Done. */
    static final int OK = 0;
    /** Done but not whole: a task did not complete, a check failed. */
    static final int NOT_WHOLE = 1;
    /** Wrong usage or invalid parameters; nothing was sent. */
    static final int INVALID = 2;
    /** The service can't be reached. */
    static final int UNREACHABLE = 3;

    private ExitCodes() {}
}
