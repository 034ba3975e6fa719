package io.quarry.agent.natives.windows;

import com.sun.jna.Pointer;
import com.sun.jna.WString;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import org.jspecify.annotations.Nullable;

/** Calls of advapi32.dll: services, tokens, accounts, security of files. */
final class AdvapiCalls {
    static {
        Dll.bind(AdvapiCalls.class, "advapi32");
    }

    private AdvapiCalls() {}

    static native @Nullable Pointer OpenSCManagerW(@Nullable WString machine, @Nullable WString database, int access);

    static native @Nullable Pointer OpenServiceW(Pointer manager, WString name, int access);

    static native boolean CloseServiceHandle(Pointer handle);

    static native boolean EnumServicesStatusExW(
            Pointer manager,
            int level,
            int types,
            int states,
            Pointer buffer,
            int size,
            IntByReference needed,
            IntByReference returned,
            IntByReference resume,
            @Nullable WString group);

    static native boolean QueryServiceConfigW(Pointer service, Pointer buffer, int size, IntByReference needed);

    static native boolean QueryServiceConfig2W(
            Pointer service, int level, Pointer buffer, int size, IntByReference needed);

    static native boolean QueryServiceObjectSecurity(
            Pointer service, int what, Pointer buffer, int size, IntByReference needed);

    static native boolean GetFileSecurityW(WString file, int what, Pointer buffer, int size, IntByReference needed);

    static native boolean ConvertStringSecurityDescriptorToSecurityDescriptorW(
            WString text, int revision, PointerByReference descriptor, @Nullable IntByReference size);

    static native boolean SetFileSecurityW(WString file, int what, Pointer descriptor);

    static native boolean OpenProcessToken(Pointer process, int access, PointerByReference token);

    static native boolean GetTokenInformation(Pointer token, int what, Pointer buffer, int size, IntByReference needed);

    static native boolean LookupPrivilegeValueW(@Nullable WString machine, WString name, Pointer luid);

    static native boolean AdjustTokenPrivileges(
            Pointer token,
            boolean disableAll,
            Pointer wanted,
            int size,
            @Nullable Pointer before,
            @Nullable IntByReference needed);

    static native boolean LookupAccountSidW(
            @Nullable WString machine,
            Pointer sid,
            Pointer name,
            IntByReference nameCharacters,
            Pointer domain,
            IntByReference domainCharacters,
            IntByReference use);
}
