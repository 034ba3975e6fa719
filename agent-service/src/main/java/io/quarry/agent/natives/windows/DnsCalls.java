package io.quarry.agent.natives.windows;

import com.sun.jna.Pointer;
import com.sun.jna.WString;
import com.sun.jna.ptr.PointerByReference;
import org.jspecify.annotations.Nullable;

/** Calls of dnsapi.dll. */
final class DnsCalls {
    static {
        Dll.bind(DnsCalls.class, "dnsapi");
    }

    private DnsCalls() {}

    static native int DnsQuery_W(
            WString name,
            short type,
            int options,
            @Nullable Pointer extra,
            PointerByReference records,
            @Nullable Pointer reserved);

    static native void DnsFree(Pointer data, int kind);

    /** Exported and not documented, bound apart: where it is missing the rest can be called all the same. */
    static final class Cache {
        static {
            Dll.bind(Cache.class, "dnsapi");
        }

        private Cache() {}

        static native boolean DnsGetCacheDataTable(PointerByReference table);
    }
}
