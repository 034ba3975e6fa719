package io.quarry.agent.natives.windows;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import org.jspecify.annotations.Nullable;

/** Calls of ntdll.dll. All answer an NTSTATUS. */
final class NtCalls {
    static {
        Dll.bind(NtCalls.class, "ntdll");
    }

    private NtCalls() {}

    static native int RtlNtStatusToDosError(int status);

    static native int NtQuerySystemInformation(int what, Pointer buffer, int size, IntByReference needed);

    static native int NtQueryInformationProcess(
            Pointer process, int what, Pointer buffer, int size, IntByReference needed);

    static native int NtQueryInformationThread(
            Pointer thread, int what, Pointer buffer, int size, @Nullable IntByReference needed);

    static native int NtQueryObject(Pointer handle, int what, Pointer buffer, int size, IntByReference needed);

    static native int NtOpenKeyEx(PointerByReference key, int access, Pointer attributes, int options);

    static native int NtClose(Pointer handle);

    static native int NtQueryKey(Pointer key, int what, Pointer buffer, int size, IntByReference needed);

    static native int NtEnumerateKey(Pointer key, int index, int what, Pointer buffer, int size, IntByReference needed);

    static native int NtEnumerateValueKey(
            Pointer key, int index, int what, Pointer buffer, int size, IntByReference needed);

    static native int NtQueryValueKey(
            Pointer key, Pointer name, int what, Pointer buffer, int size, IntByReference needed);

    static native int NtQuerySecurityObject(Pointer handle, int what, Pointer buffer, int size, IntByReference needed);
}
