package io.quarry.agent.natives.windows;

import com.sun.jna.Memory;
import com.sun.jna.ptr.IntByReference;
import java.util.ArrayList;
import java.util.List;

/** TCP and UDP endpoints with their owners: MIB_*_OWNER_MODULE of iprtrmib.h. No pointers: the same for 64 and 32 bit. */
public final class SocketTables {
    private static final int INET = 2;
    private static final int INET6 = 23;
    private static final int TCP_OWNER_MODULE_ALL = 8;
    private static final int UDP_OWNER_MODULE = 2;
    private static final int FIRST = 1 << 15;
    private static final int V4 = 4;
    private static final int V6 = 16;
    private static final int MODULE_BYTES = 128;

    private SocketTables() {}

    /**
     * An endpoint.
     *
     * @param remote empty for UDP
     * @param state MIB_TCP_STATE_*, 0 for UDP
     * @param scope of a link-local address, 0 for none
     * @param created FILETIME, 0 when it is not known
     * @param serviceTag not 0: of a service in a shared host
     */
    public record Endpoint(
            byte[] local,
            int localPort,
            byte[] remote,
            int remotePort,
            int state,
            long scope,
            int pid,
            long created,
            long serviceTag) {}

    public static List<Endpoint> tcp(boolean v6) throws WindowsCallException {
        return rows(
                table(
                        "GetExtendedTcpTable",
                        (buffer, size) -> IpHelperCalls.GetExtendedTcpTable(
                                buffer, size, false, v6 ? INET6 : INET, TCP_OWNER_MODULE_ALL, 0)),
                true,
                v6);
    }

    public static List<Endpoint> udp(boolean v6) throws WindowsCallException {
        return rows(
                table(
                        "GetExtendedUdpTable",
                        (buffer, size) -> IpHelperCalls.GetExtendedUdpTable(
                                buffer, size, false, v6 ? INET6 : INET, UDP_OWNER_MODULE, 0)),
                false,
                v6);
    }

    private interface Call {
        int ask(Memory buffer, IntByReference size);
    }

    private static MemoryImage table(String name, Call call) throws WindowsCallException {
        return SizedCall.coded(name, FIRST, (buffer, size, needed) -> {
            needed.setValue(size);
            return call.ask(buffer, needed);
        });
    }

    /** MIB_TCPROW_OWNER_MODULE. */
    static StructLayout tcp4() {
        return StructLayout.of(Long.BYTES)
                .dword("dwState", "dwLocalAddr", "dwLocalPort", "dwRemoteAddr", "dwRemotePort", "dwOwningPid")
                .qword("liCreateTimestamp", "OwningModuleInfo")
                .bytes("rest", MODULE_BYTES - Long.BYTES)
                .build();
    }

    /** MIB_TCP6ROW_OWNER_MODULE. */
    static StructLayout tcp6() {
        return StructLayout.of(Long.BYTES)
                .bytes("ucLocalAddr", V6)
                .dword("dwLocalScopeId", "dwLocalPort")
                .bytes("ucRemoteAddr", V6)
                .dword("dwRemoteScopeId", "dwRemotePort", "dwState", "dwOwningPid")
                .qword("liCreateTimestamp", "OwningModuleInfo")
                .bytes("rest", MODULE_BYTES - Long.BYTES)
                .build();
    }

    /** MIB_UDPROW_OWNER_MODULE. */
    static StructLayout udp4() {
        return StructLayout.of(Long.BYTES)
                .dword("dwLocalAddr", "dwLocalPort", "dwOwningPid")
                .qword("liCreateTimestamp")
                .dword("dwFlags")
                .qword("OwningModuleInfo")
                .bytes("rest", MODULE_BYTES - Long.BYTES)
                .build();
    }

    /** MIB_UDP6ROW_OWNER_MODULE. */
    static StructLayout udp6() {
        return StructLayout.of(Long.BYTES)
                .bytes("ucLocalAddr", V6)
                .dword("dwLocalScopeId", "dwLocalPort", "dwOwningPid")
                .qword("liCreateTimestamp")
                .dword("dwFlags")
                .qword("OwningModuleInfo")
                .bytes("rest", MODULE_BYTES - Long.BYTES)
                .build();
    }

    /** A count, then the rows, aligned to their eight bytes. */
    static List<Endpoint> rows(MemoryImage image, boolean tcp, boolean v6) {
        StructLayout layout = tcp ? v6 ? tcp6() : tcp4() : v6 ? udp6() : udp4();
        long count = image.u32(0);
        if (count > (image.length() - Long.BYTES) / layout.size()) {
            throw new IllegalArgumentException(count + " rows in " + image.length() + " bytes");
        }
        List<Endpoint> found = new ArrayList<>((int) count);
        for (int i = 0; i < count; i++) {
            found.add(row(image, layout, Long.BYTES + i * layout.size(), tcp, v6));
        }
        return found;
    }

    private static Endpoint row(MemoryImage image, StructLayout layout, int at, boolean tcp, boolean v6) {
        String address = v6 ? "ucLocalAddr" : "dwLocalAddr";
        String peer = v6 ? "ucRemoteAddr" : "dwRemoteAddr";
        int length = v6 ? V6 : V4;
        return new Endpoint(
                image.bytes(at + layout.at(address), length),
                port(image, at + layout.at("dwLocalPort")),
                tcp ? image.bytes(at + layout.at(peer), length) : new byte[0],
                tcp ? port(image, at + layout.at("dwRemotePort")) : 0,
                tcp ? image.i32(at + layout.at("dwState")) : 0,
                v6 ? image.u32(at + layout.at("dwLocalScopeId")) : 0,
                image.i32(at + layout.at("dwOwningPid")),
                image.i64(at + layout.at("liCreateTimestamp")),
                image.i64(at + layout.at("OwningModuleInfo")));
    }

    /** In network order, in the lower half of a DWORD whose upper half may be anything. */
    private static int port(MemoryImage image, int at) {
        return image.u8(at) << Byte.SIZE | image.u8(at + 1);
    }
}
