package io.quarry.agent.natives.windows;

/** Error numbers of winerror.h that decide something here. */
public final class WinError {
    public static final int SUCCESS = 0;
    public static final int INVALID_FUNCTION = 1;
    public static final int FILE_NOT_FOUND = 2;
    public static final int PATH_NOT_FOUND = 3;
    public static final int ACCESS_DENIED = 5;
    public static final int INVALID_HANDLE = 6;
    public static final int NO_MORE_FILES = 18;
    public static final int SHARING_VIOLATION = 32;
    public static final int LOCK_VIOLATION = 33;
    public static final int HANDLE_EOF = 38;
    public static final int NOT_SUPPORTED = 50;
    public static final int INVALID_PARAMETER = 87;
    public static final int CALL_NOT_IMPLEMENTED = 120;
    public static final int INSUFFICIENT_BUFFER = 122;
    public static final int INVALID_LEVEL = 124;
    public static final int PROC_NOT_FOUND = 127;
    public static final int MORE_DATA = 234;
    public static final int NO_MORE_ITEMS = 259;
    public static final int PARTIAL_COPY = 299;
    public static final int SERVICE_DOES_NOT_EXIST = 1060;
    public static final int KEY_DELETED = 1018;
    public static final int NOT_ALL_ASSIGNED = 1300;
    public static final int PRIVILEGE_NOT_HELD = 1314;
    public static final int NONE_MAPPED = 1332;
    public static final int RESOURCE_NAME_NOT_FOUND = 1814;

    /** STATUS_PREDEFINED_HANDLE of ntstatus.h: a key that only stands for another, such as the performance counters'. */
    static final int PREDEFINED_HANDLE = 0x40000108;

    private WinError() {}
}
