package io.quarry.agent.natives.windows;

import com.sun.jna.Pointer;
import com.sun.jna.WString;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import org.jspecify.annotations.Nullable;

/** Calls about sessions, each library by itself: one may lack them and the others not. */
final class SessionCalls {
    private SessionCalls() {}

    /** Terminal sessions, wtsapi32.dll. */
    static final class Terminal {
        static {
            Dll.bind(Terminal.class, "wtsapi32");
        }

        private Terminal() {}

        static native boolean WTSEnumerateSessionsExW(
                @Nullable Pointer server,
                IntByReference level,
                int filter,
                PointerByReference sessions,
                IntByReference count);

        static native boolean WTSFreeMemoryExW(int type, Pointer memory, int count);

        static native boolean WTSQuerySessionInformationW(
                @Nullable Pointer server, int session, int what, PointerByReference buffer, IntByReference bytes);

        static native void WTSFreeMemory(Pointer memory);
    }

    /** Logon sessions, secur32.dll. */
    static final class Logon {
        static {
            Dll.bind(Logon.class, "secur32");
        }

        private Logon() {}

        static native int LsaEnumerateLogonSessions(IntByReference count, PointerByReference list);

        static native int LsaGetLogonSessionData(Pointer id, PointerByReference data);

        static native int LsaFreeReturnBuffer(Pointer buffer);
    }

    /** Sessions of the file server, and accounts, netapi32.dll. */
    static final class Server {
        static {
            Dll.bind(Server.class, "netapi32");
        }

        private Server() {}

        static native int NetSessionEnum(
                @Nullable WString server,
                @Nullable WString client,
                @Nullable WString user,
                int level,
                PointerByReference buffer,
                int most,
                IntByReference read,
                IntByReference total,
                IntByReference resume);

        static native int NetUserGetInfo(@Nullable WString server, WString user, int level, PointerByReference buffer);

        static native int NetApiBufferFree(Pointer buffer);
    }
}
