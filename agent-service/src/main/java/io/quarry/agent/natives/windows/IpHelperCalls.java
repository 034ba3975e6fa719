package io.quarry.agent.natives.windows;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import org.jspecify.annotations.Nullable;

/** Calls of iphlpapi.dll. */
final class IpHelperCalls {
    static {
        Dll.bind(IpHelperCalls.class, "iphlpapi");
    }

    private IpHelperCalls() {}

    static native int GetExtendedTcpTable(
            Pointer table, IntByReference size, boolean sorted, int family, int kind, int reserved);

    static native int GetExtendedUdpTable(
            Pointer table, IntByReference size, boolean sorted, int family, int kind, int reserved);

    static native int GetIpNetTable2(int family, PointerByReference table);

    static native int GetIpForwardTable2(int family, PointerByReference table);

    static native void FreeMibTable(Pointer table);

    static native int GetAdaptersAddresses(
            int family, int flags, @Nullable Pointer reserved, Pointer addresses, IntByReference size);
}
