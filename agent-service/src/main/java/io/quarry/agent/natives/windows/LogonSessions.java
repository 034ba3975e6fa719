package io.quarry.agent.natives.windows;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who is logged on, as three parts of Windows have it. */
public final class LogonSessions {
    private static final int SESSION_INFO_LEVEL_1 = 2; // WTSTypeSessionInfoLevel1
    private static final int CLIENT_NAME = 10;
    private static final int CLIENT_ADDRESS = 14;
    private static final int CLIENT_PROTOCOL = 16;
    private static final int SESSION_INFO = 24;
    private static final int SESSION_INFO_EX = 25;
    private static final int LOCK_FLAG_AT =
            8 + 8; // behind the level, its padding, and two numbers of WTSINFOEX_LEVEL1_W
    private static final int MOST_LOGONS = 1 << 20;
    private static final int ALL = -1; // MAX_PREFERRED_LENGTH

    private LogonSessions() {}

    /**
     * A terminal session.
     *
     * @param state WTS_CONNECTSTATE_CLASS
     */
    public record Terminal(int id, int state, String name, String user, String domain) {}

    /** FILETIME each, 0 when there is none. */
    public record Times(long logon, long lastInput, long now) {}

    /**
     * A logon session.
     *
     * @param id LUID
     * @param type SECURITY_LOGON_TYPE
     * @param terminal session that it belongs to
     * @param logonTime FILETIME
     */
    public record Logon(
            long id,
            String user,
            String domain,
            String authentication,
            int type,
            int terminal,
            byte @Nullable [] sid,
            long logonTime,
            String server) {}

    /** A client of the file server. */
    public record Client(String host, String user, long activeSeconds, long idleSeconds) {}

    public static List<Terminal> terminals() throws WindowsCallException {
        PointerByReference sessions = new PointerByReference();
        IntByReference count = new IntByReference();
        if (!SessionCalls.Terminal.WTSEnumerateSessionsExW(null, new IntByReference(1), 0, sessions, count)) {
            throw Kernel32Calls.lastError("WTSEnumerateSessionsEx");
        }
        if (count.getValue() == 0) {
            return List.of();
        }
        try (OpenHandle list = OpenHandle.of(
                "WTSEnumerateSessionsEx",
                sessions.getValue(),
                memory -> SessionCalls.Terminal.WTSFreeMemoryExW(SESSION_INFO_LEVEL_1, memory, count.getValue()))) {
            return SessionStructures.terminals(AddressSpace.OWN, Pointer.nativeValue(list.pointer()), count.getValue());
        }
    }

    public static Times times(int session) throws WindowsCallException {
        return SessionStructures.times(query("WTSSessionInfo", session, SESSION_INFO));
    }

    /** Whether its screen is locked; empty where Windows does not tell. */
    public static Optional<Boolean> locked(int session) throws WindowsCallException {
        MemoryImage image = query("WTSSessionInfoEx", session, SESSION_INFO_EX);
        int flag = image.i32(LOCK_FLAG_AT);
        return flag == 0 || flag == 1 ? Optional.of(flag == 0) : Optional.empty();
    }

    /** Whether it comes over RDP: WTSClientProtocolType. */
    public static boolean remote(int session) throws WindowsCallException {
        return query("WTSClientProtocolType", session, CLIENT_PROTOCOL).u16(0) == 2;
    }

    /** Empty for a session at the console. */
    public static String clientName(int session) throws WindowsCallException {
        return query("WTSClientName", session, CLIENT_NAME).textUpToNul(0);
    }

    /** 4 or 16 bytes; null for a session at the console. */
    public static byte @Nullable [] clientAddress(int session) throws WindowsCallException {
        return SessionStructures.clientAddress(query("WTSClientAddress", session, CLIENT_ADDRESS));
    }

    private static MemoryImage query(String what, int session, int kind) throws WindowsCallException {
        PointerByReference buffer = new PointerByReference();
        IntByReference bytes = new IntByReference();
        String call = "WTSQuerySessionInformation " + what;
        if (!SessionCalls.Terminal.WTSQuerySessionInformationW(null, session, kind, buffer, bytes)) {
            throw Kernel32Calls.lastError(call);
        }
        try (OpenHandle held = OpenHandle.of(call, buffer.getValue(), SessionCalls.Terminal::WTSFreeMemory)) {
            return new MemoryImage(
                    Pointer.nativeValue(held.pointer()),
                    held.pointer().getByteArray(0, bytes.getValue()),
                    Native.POINTER_SIZE);
        }
    }

    /** Those that this account may ask for; a session that ends meanwhile is left out. */
    public static List<Logon> logons() throws WindowsCallException {
        IntByReference count = new IntByReference();
        PointerByReference list = new PointerByReference();
        int status = SessionCalls.Logon.LsaEnumerateLogonSessions(count, list);
        if (status < 0) {
            throw WindowsCallException.ofStatus("LsaEnumerateLogonSessions", status);
        }
        if (count.getValue() == 0) {
            return List.of();
        }
        List<Logon> found = new ArrayList<>();
        try (OpenHandle held =
                OpenHandle.of("LsaEnumerateLogonSessions", list.getValue(), SessionCalls.Logon::LsaFreeReturnBuffer)) {
            for (int i = 0; i < Math.min(count.getValue(), MOST_LOGONS); i++) {
                PointerByReference data = new PointerByReference();
                if (SessionCalls.Logon.LsaGetLogonSessionData(held.pointer().share(i * 8L), data) == 0) {
                    try (OpenHandle one = OpenHandle.of(
                            "LsaGetLogonSessionData", data.getValue(), SessionCalls.Logon::LsaFreeReturnBuffer)) {
                        found.add(SessionStructures.logon(AddressSpace.OWN, Pointer.nativeValue(one.pointer())));
                    }
                }
            }
        }
        return found;
    }

    /** Clients of this machine's file shares. */
    public static List<Client> clients() throws WindowsCallException {
        PointerByReference buffer = new PointerByReference();
        IntByReference read = new IntByReference();
        int code = SessionCalls.Server.NetSessionEnum(
                null, null, null, 10, buffer, ALL, read, new IntByReference(), new IntByReference());
        if (code != WinError.SUCCESS) {
            throw WindowsCallException.of("NetSessionEnum", code);
        }
        if (buffer.getValue() == null) {
            return List.of();
        }
        try (OpenHandle held =
                OpenHandle.of("NetSessionEnum", buffer.getValue(), SessionCalls.Server::NetApiBufferFree)) {
            return SessionStructures.clients(AddressSpace.OWN, Pointer.nativeValue(held.pointer()), read.getValue());
        }
    }
}
