package io.quarry.agent.natives.windows;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** DNS_RECORDW of windns.h, and the entries of the resolver's cache as its own tools have them (not documented). */
final class DnsStructures {
    private static final int MOST = 1_000_000;
    private static final int MOST_RECORDS = 10_000;

    private DnsStructures() {}

    /** DNS_CACHE_ENTRY. */
    static StructLayout cacheEntry(int width) {
        return StructLayout.of(width)
                .pointer("pNext", "pszName")
                .word("wType", "wDataLength")
                .dword("dwFlags")
                .build();
    }

    /** DNS_RECORDW up to its data. */
    static StructLayout record(int width) {
        return StructLayout.of(width)
                .pointer("pNext", "pName")
                .word("wType", "wDataLength")
                .dword("Flags", "dwTtl", "dwReserved")
                .pointer("Data")
                .build();
    }

    static List<DnsResolverCache.Entry> entries(AddressSpace memory, long first) {
        StructLayout layout = cacheEntry(memory.width());
        List<DnsResolverCache.Entry> found = new ArrayList<>();
        for (MemoryImage entry : memory.list(first, layout.size(), MOST)) {
            found.add(new DnsResolverCache.Entry(
                    memory.text(entry.pointer(layout.at("pszName"))), entry.u16(layout.at("wType"))));
        }
        return found;
    }

    static List<DnsResolverCache.Answer> records(AddressSpace memory, long first) {
        StructLayout layout = record(memory.width());
        List<DnsResolverCache.Answer> found = new ArrayList<>();
        long at = first;
        for (MemoryImage header : memory.list(first, layout.size(), MOST_RECORDS)) {
            int type = header.u16(layout.at("wType"));
            int length = header.u16(layout.at("wDataLength"));
            MemoryImage data = memory.image(at + layout.at("Data"), Math.max(length, 1));
            found.add(new DnsResolverCache.Answer(
                    memory.text(header.pointer(layout.at("pName"))),
                    type,
                    header.i32(layout.at("Flags")) & 3,
                    header.u32(layout.at("dwTtl")),
                    data(memory, type, data, length)));
            at = header.pointer(0);
        }
        return found;
    }

    /** In zone file form; of a type that is not known its bytes, as RFC 3597 has them. */
    private static String data(AddressSpace memory, int type, MemoryImage data, int length) {
        int width = memory.width();
        return switch (type) {
            case 1, 28 -> address(data.bytes(0, type == 1 ? 4 : 16));
            case 2, 5, 12, 39 -> memory.text(data.pointer(0));
            case 15 -> data.u16(width) + " " + memory.text(data.pointer(0));
            case 33 ->
                data.u16(width) + " " + data.u16(width + 2) + " " + data.u16(width + 4) + " "
                        + memory.text(data.pointer(0));
            case 6 ->
                memory.text(data.pointer(0))
                        + ' '
                        + memory.text(data.pointer(width))
                        + ' '
                        + data.u32(2 * width)
                        + ' '
                        + data.u32(2 * width + 4)
                        + ' '
                        + data.u32(2 * width + 8)
                        + ' '
                        + data.u32(2 * width + 12)
                        + ' '
                        + data.u32(2 * width + 16);
            case 16 -> texts(memory, data);
            default -> "\\# " + length + ' ' + HexFormat.of().formatHex(data.bytes(0, length));
        };
    }

    /** A count, then that many pointers. */
    private static String texts(AddressSpace memory, MemoryImage data) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < data.i32(0); i++) {
            String text = memory.text(data.pointer(memory.width() * (1 + i)));
            out.append(i == 0 ? "" : " ")
                    .append('"')
                    .append(text.replace("\\", "\\\\").replace("\"", "\\\""))
                    .append('"');
        }
        return out.toString();
    }

    private static String address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("an address of " + bytes.length + " bytes", e);
        }
    }
}
