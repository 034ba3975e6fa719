package io.quarry.agent.natives.windows;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Structures of wtsapi32.h, ntsecapi.h and lmshare.h. */
final class SessionStructures {
    private static final int INET = 2;
    private static final int INET6 = 23;

    private SessionStructures() {}

    /** WTS_SESSION_INFO_1W. */
    static StructLayout session(int width) {
        return StructLayout.of(width)
                .dword("ExecEnvId", "State", "SessionId")
                .pointer("pSessionName", "pHostName", "pUserName", "pDomainName", "pFarmName")
                .build();
    }

    /** WTSINFOW: no pointers. */
    static StructLayout times() {
        return StructLayout.of(Long.BYTES)
                .dword("State", "SessionId", "IncomingBytes", "OutgoingBytes", "IncomingFrames", "OutgoingFrames")
                .dword("IncomingCompressedBytes", "OutgoingCompressedBy")
                .bytes("WinStationName", 64)
                .bytes("Domain", 34)
                .bytes("UserName", 42)
                .qword("ConnectTime", "DisconnectTime", "LastInputTime", "LogonTime", "CurrentTime")
                .build();
    }

    /** SECURITY_LOGON_SESSION_DATA as far as it was from the beginning; LUID is two DWORDs. */
    static StructLayout logon(int width) {
        return StructLayout.of(width)
                .dword("Size", "LogonId", "LogonIdHigh")
                .unicodeString("UserName")
                .unicodeString("LogonDomain")
                .unicodeString("AuthenticationPackage")
                .dword("LogonType", "Session")
                .pointer("Sid")
                .qword("LogonTime")
                .unicodeString("LogonServer")
                .unicodeString("DnsDomainName")
                .unicodeString("Upn")
                .build();
    }

    /** SESSION_INFO_10. */
    static StructLayout client(int width) {
        return StructLayout.of(width)
                .pointer("sesi10_cname", "sesi10_username")
                .dword("sesi10_time", "sesi10_idle_time")
                .build();
    }

    static List<LogonSessions.Terminal> terminals(AddressSpace memory, long address, int count) {
        StructLayout layout = session(memory.width());
        List<LogonSessions.Terminal> found = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            MemoryImage image = memory.image(address + (long) i * layout.size(), layout.size());
            found.add(new LogonSessions.Terminal(
                    image.i32(layout.at("SessionId")),
                    image.i32(layout.at("State")),
                    memory.text(image.pointer(layout.at("pSessionName"))),
                    memory.text(image.pointer(layout.at("pUserName"))),
                    memory.text(image.pointer(layout.at("pDomainName")))));
        }
        return found;
    }

    static LogonSessions.Times times(MemoryImage image) {
        StructLayout layout = times();
        return new LogonSessions.Times(
                image.i64(layout.at("LogonTime")),
                image.i64(layout.at("LastInputTime")),
                image.i64(layout.at("CurrentTime")));
    }

    /** WTS_CLIENT_ADDRESS: a family and twenty bytes; of IPv4 the third is the first of the address. */
    static byte @Nullable [] clientAddress(MemoryImage image) {
        return switch (image.i32(0)) {
            case INET -> image.bytes(4 + 2, 4);
            case INET6 -> image.bytes(4 + 2, 16);
            default -> null;
        };
    }

    static LogonSessions.Logon logon(AddressSpace memory, long address) {
        StructLayout layout = logon(memory.width());
        MemoryImage image = memory.image(address, layout.size());
        long sid = image.pointer(layout.at("Sid"));
        return new LogonSessions.Logon(
                image.u32(layout.at("LogonId")) | image.u32(layout.at("LogonIdHigh")) << Integer.SIZE,
                counted(memory, image, layout.at("UserName")),
                counted(memory, image, layout.at("LogonDomain")),
                counted(memory, image, layout.at("AuthenticationPackage")),
                image.i32(layout.at("LogonType")),
                image.i32(layout.at("Session")),
                sid == 0 ? null : sid(memory, sid),
                image.i64(layout.at("LogonTime")),
                counted(memory, image, layout.at("LogonServer")));
    }

    static List<LogonSessions.Client> clients(AddressSpace memory, long address, int count) {
        StructLayout layout = client(memory.width());
        List<LogonSessions.Client> found = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            MemoryImage image = memory.image(address + (long) i * layout.size(), layout.size());
            found.add(new LogonSessions.Client(
                    memory.text(image.pointer(layout.at("sesi10_cname"))),
                    memory.text(image.pointer(layout.at("sesi10_username"))),
                    image.u32(layout.at("sesi10_time")),
                    image.u32(layout.at("sesi10_idle_time"))));
        }
        return found;
    }

    private static byte[] sid(AddressSpace memory, long address) {
        int parts = memory.read(address, 2)[1] & 0xff;
        return memory.read(address, 8 + parts * Integer.BYTES);
    }

    private static String counted(AddressSpace memory, MemoryImage image, int at) {
        int length = image.u16(at) & ~1;
        long text = image.pointer(at + memory.width());
        return length == 0 || text == 0 ? "" : memory.image(text, length).text(0, length);
    }
}
