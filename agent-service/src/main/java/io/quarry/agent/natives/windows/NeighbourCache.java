package io.quarry.agent.natives.windows;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.util.List;
import java.util.function.ToIntFunction;

/** What Windows knows of neighbours, routes and its own interfaces. */
public final class NeighbourCache {
    private static final int INET = 2;
    private static final int INET6 = 23;
    private static final int NO_ANYCAST_MULTICAST_DNS = 0x2 | 0x4 | 0x8;
    private static final int FIRST = 1 << 15; // what Microsoft's documentation advises, and more
    private static final long MOST_ROWS = 1 << 20;

    private NeighbourCache() {}

    /**
     * An entry.
     *
     * @param link empty when it is not resolved
     * @param state NL_NEIGHBOR_STATE of nldef.h
     */
    public record Neighbour(long interfaceIndex, byte[] address, byte[] link, int state, boolean router) {}

    /** Next hop of a route. */
    public record Hop(long interfaceIndex, byte[] address) {}

    /** An address of this host. @param prefix bits of its network */
    public record Address(byte[] address, int prefix) {}

    /** An interface. @param type IF_TYPE_* of ipifcons.h */
    public record Adapter(long index, long index6, String name, byte[] link, int type, List<Address> addresses) {}

    public static List<Neighbour> neighbours(boolean v6) throws WindowsCallException {
        return NeighbourStructures.neighbours(table(
                "GetIpNetTable2 " + (v6 ? "AF_INET6" : "AF_INET"),
                NeighbourStructures.neighbour(),
                table -> IpHelperCalls.GetIpNetTable2(v6 ? INET6 : INET, table)));
    }

    public static List<Hop> hops(boolean v6) throws WindowsCallException {
        return NeighbourStructures.hops(table(
                "GetIpForwardTable2 " + (v6 ? "AF_INET6" : "AF_INET"),
                NeighbourStructures.route(),
                table -> IpHelperCalls.GetIpForwardTable2(v6 ? INET6 : INET, table)));
    }

    public static List<Adapter> adapters() throws WindowsCallException {
        return NeighbourStructures.adapters(SizedCall.coded("GetAdaptersAddresses", FIRST, (buffer, size, needed) -> {
            needed.setValue(size);
            int code = IpHelperCalls.GetAdaptersAddresses(0, NO_ANYCAST_MULTICAST_DNS, null, buffer, needed);
            return code == 111 ? WinError.MORE_DATA : code; // ERROR_BUFFER_OVERFLOW
        }));
    }

    /** A table that Windows makes and that must be given back to it. */
    private static MemoryImage table(String call, StructLayout row, ToIntFunction<PointerByReference> ask)
            throws WindowsCallException {
        PointerByReference made = new PointerByReference();
        int code = ask.applyAsInt(made);
        if (code != WinError.SUCCESS) {
            throw WindowsCallException.of(call, code);
        }
        try (OpenHandle table = OpenHandle.of(call, made.getValue(), IpHelperCalls::FreeMibTable)) {
            long count = table.pointer().getInt(0) & 0xffff_ffffL;
            if (count > MOST_ROWS) {
                throw WindowsCallException.of(call, WinError.MORE_DATA);
            }
            return new MemoryImage(
                    Pointer.nativeValue(table.pointer()),
                    table.pointer().getByteArray(0, (int) (Long.BYTES + count * row.size())),
                    Native.POINTER_SIZE);
        }
    }
}
