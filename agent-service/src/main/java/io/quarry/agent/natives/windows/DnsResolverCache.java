package io.quarry.agent.natives.windows;

import com.sun.jna.Pointer;
import com.sun.jna.WString;
import com.sun.jna.ptr.PointerByReference;
import java.util.List;

/** What the resolver's service holds. Nothing here puts a question on a wire: the flags forbid Windows to. */
public final class DnsResolverCache {
    /** DNS_INFO_NO_RECORDS and DNS_ERROR_RECORD_DOES_NOT_EXIST of winerror.h. */
    public static final int NO_RECORDS = 9501;

    public static final int RECORD_DOES_NOT_EXIST = 9701;
    /** DNS_ERROR_RCODE_NAME_ERROR. */
    public static final int NAME_ERROR = 9003;

    private static final int NO_WIRE_NO_HOSTS_NO_NETBT_NO_MULTICAST = 0x10 | 0x40 | 0x80 | 0x800;
    private static final int FREE_FLAT = 0;
    private static final int FREE_RECORDS = 1;

    private DnsResolverCache() {}

    /** A name that is there. @param type of its records */
    public record Entry(String name, int type) {}

    /** A record. @param section 1 for the answer, 2 the authority, 3 additional */
    public record Answer(String name, int type, int section, long ttl, String data) {}

    /** Names with their types; empty also when the service does not run. */
    public static List<Entry> entries() throws WindowsCallException {
        PointerByReference table = new PointerByReference();
        if (!DnsCalls.Cache.DnsGetCacheDataTable(table)) {
            throw Kernel32Calls.lastError("DnsGetCacheDataTable");
        }
        Pointer first = table.getValue();
        if (first == null) {
            return List.of();
        }
        try {
            return DnsStructures.entries(AddressSpace.OWN, Pointer.nativeValue(first));
        } finally {
            free(first);
        }
    }

    /** Every entry and its name are pieces of their own. */
    private static void free(Pointer first) {
        StructLayout layout = DnsStructures.cacheEntry(AddressSpace.OWN.width());
        Pointer entry = first;
        while (entry != null) {
            Pointer next = entry.getPointer(0);
            Pointer name = entry.getPointer(layout.at("pszName"));
            if (name != null) {
                DnsCalls.DnsFree(name, FREE_FLAT);
            }
            DnsCalls.DnsFree(entry, FREE_FLAT);
            entry = next;
        }
    }

    /**
     * Records of a name, from the cache alone.
     *
     * @throws WindowsCallException with a code of DNS for a negative entry too
     */
    public static List<Answer> answers(Entry entry) throws WindowsCallException {
        PointerByReference records = new PointerByReference();
        int code = DnsCalls.DnsQuery_W(
                new WString(entry.name()),
                (short) entry.type(),
                NO_WIRE_NO_HOSTS_NO_NETBT_NO_MULTICAST,
                null,
                records,
                null);
        if (code != WinError.SUCCESS) {
            throw WindowsCallException.of("DnsQuery_W", code);
        }
        try (OpenHandle list =
                OpenHandle.of("DnsQuery_W", records.getValue(), pointer -> DnsCalls.DnsFree(pointer, FREE_RECORDS))) {
            return DnsStructures.records(AddressSpace.OWN, Pointer.nativeValue(list.pointer()));
        }
    }
}
