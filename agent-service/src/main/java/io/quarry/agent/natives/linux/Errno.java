package io.quarry.agent.natives.linux;

/** Error numbers of errno(3) that are the same on every Linux architecture Java runs on. */
public final class Errno {
    public static final int EPERM = 1;
    public static final int ENOENT = 2;
    public static final int ESRCH = 3;
    public static final int EIO = 5;
    public static final int EACCES = 13;
    public static final int ENOTDIR = 20;
    public static final int EINVAL = 22;
    public static final int EMFILE = 24;
    public static final int ENAMETOOLONG = 36;

    private Errno() {}

    /** The name as errno(3) has it, {@code "errno 71"} for the rare ones. */
    public static String name(int errno) {
        return switch (errno) {
            case EPERM -> "EPERM";
            case ENOENT -> "ENOENT";
            case ESRCH -> "ESRCH";
            case EIO -> "EIO";
            case EACCES -> "EACCES";
            case ENOTDIR -> "ENOTDIR";
            case EINVAL -> "EINVAL";
            case EMFILE -> "EMFILE";
            case ENAMETOOLONG -> "ENAMETOOLONG";
            default -> "errno " + errno;
        };
    }

    /** The kernel refused for lack of privilege. */
    public static boolean denied(int errno) {
        return errno == EPERM || errno == EACCES;
    }
}
