package io.quarry.agent.natives.windows;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.WString;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import org.jspecify.annotations.Nullable;

/** Calls of kernel32.dll. */
final class Kernel32Calls {
    private static final int FROM_SYSTEM = 0x1000;
    private static final int IGNORE_INSERTS = 0x200;
    private static final int MOST_TEXT = 512;

    static {
        Dll.bind(Kernel32Calls.class, "kernel32");
    }

    private Kernel32Calls() {}

    static native boolean CloseHandle(Pointer handle);

    static native Pointer GetCurrentProcess();

    static native int GetCurrentProcessId();

    static native @Nullable Pointer OpenProcess(int access, boolean inherit, int pid);

    static native boolean GetProcessHandleCount(Pointer process, IntByReference count);

    static native @Nullable Pointer LocalFree(Pointer memory);

    static native boolean ReadProcessMemory(
            Pointer process, Pointer address, Pointer buffer, Pointer size, PointerByReference read);

    static native boolean QueryFullProcessImageNameW(
            Pointer process, int flags, Pointer name, IntByReference characters);

    static native boolean IsWow64Process(Pointer process, IntByReference wow64);

    static native Pointer CreateFileW(
            WString name,
            int access,
            int share,
            @Nullable Pointer security,
            int disposition,
            int flags,
            @Nullable Pointer template);

    static native boolean GetFileInformationByHandle(Pointer file, Pointer information);

    static native boolean GetFileInformationByHandleEx(Pointer file, int what, Pointer buffer, int size);

    static native boolean ReadFile(
            Pointer file, Pointer buffer, int size, IntByReference read, @Nullable Pointer overlapped);

    static native boolean DeviceIoControl(
            Pointer file,
            int code,
            @Nullable Pointer in,
            int inSize,
            Pointer out,
            int outSize,
            IntByReference returned,
            @Nullable Pointer overlapped);

    static native Pointer FindFirstFileExW(
            WString name, int level, Pointer data, int search, @Nullable Pointer filter, int flags);

    static native boolean FindNextFileW(Pointer search, Pointer data);

    static native boolean FindClose(Pointer search);

    static native Pointer FindFirstStreamW(WString name, int level, Pointer data, int flags);

    static native boolean FindNextStreamW(Pointer search, Pointer data);

    static native int GetLogicalDrives();

    static native int GetDriveTypeW(WString root);

    static native int QueryDosDeviceW(WString device, Pointer targets, int characters);

    static native boolean DuplicateHandle(
            Pointer fromProcess,
            Pointer handle,
            Pointer toProcess,
            PointerByReference duplicate,
            int access,
            boolean inherit,
            int options);

    static native int GetProcessId(Pointer process);

    static native int GetPriorityClass(Pointer process);

    private static native int FormatMessageW(
            int flags,
            @Nullable Pointer source,
            int message,
            int language,
            Pointer buffer,
            int characters,
            @Nullable Pointer arguments);

    /** Windows' own text for an error number; empty where it has none. */
    static String messageOf(int code) {
        try (Memory buffer = new Memory((MOST_TEXT + 1) * 2L)) {
            int length = FormatMessageW(FROM_SYSTEM | IGNORE_INSERTS, null, code, 0, buffer, MOST_TEXT, null);
            return length <= 0
                    ? ""
                    : new String(buffer.getCharArray(0, Math.min(length, MOST_TEXT)))
                            .strip()
                            .replace("\r\n", " ");
        }
    }

    /** The last call's error, as an exception that names the call. */
    static WindowsCallException lastError(String call) {
        return WindowsCallException.of(call, Native.getLastError());
    }
}
