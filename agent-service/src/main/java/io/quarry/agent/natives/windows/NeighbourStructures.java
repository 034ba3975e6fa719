package io.quarry.agent.natives.windows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Structures of netioapi.h and iptypes.h. */
final class NeighbourStructures {
    private static final int INET = 2;
    private static final int INET6 = 23;
    private static final int SOCKET_ADDRESS = 28; // SOCKADDR_INET
    private static final int LONGEST_LINK_ADDRESS = 32;

    private NeighbourStructures() {}

    /** MIB_IPNET_ROW2; unions by their widest member. */
    static StructLayout neighbour() {
        return StructLayout.of(Long.BYTES)
                .bytes("Address", SOCKET_ADDRESS)
                .dword("InterfaceIndex")
                .qword("InterfaceLuid")
                .bytes("PhysicalAddress", LONGEST_LINK_ADDRESS)
                .dword("PhysicalAddressLength", "State")
                .u8("Flags")
                .dword("ReachabilityTime")
                .build();
    }

    /** MIB_IPFORWARD_ROW2. */
    static StructLayout route() {
        return StructLayout.of(Long.BYTES)
                .qword("InterfaceLuid")
                .dword("InterfaceIndex")
                .bytes("DestinationPrefix", SOCKET_ADDRESS)
                .dword("DestinationPrefixLength")
                .bytes("NextHop", SOCKET_ADDRESS)
                .u8("SitePrefixLength")
                .dword("ValidLifetime", "PreferredLifetime", "Metric", "Protocol")
                .u8("Loopback", "AutoconfigureAddress", "Publish", "Immortal")
                .dword("Age", "Origin")
                .build();
    }

    /** IP_ADAPTER_ADDRESSES_LH, as far as it is read here. */
    static StructLayout adapter(int width) {
        return StructLayout.of(width)
                .dword("Length", "IfIndex")
                .pointer("Next", "AdapterName", "FirstUnicastAddress", "FirstAnycastAddress", "FirstMulticastAddress")
                .pointer("FirstDnsServerAddress", "DnsSuffix", "Description", "FriendlyName")
                .bytes("PhysicalAddress", 8)
                .dword("PhysicalAddressLength", "Flags", "Mtu", "IfType", "OperStatus", "Ipv6IfIndex")
                .build();
    }

    /** IP_ADAPTER_UNICAST_ADDRESS_LH. */
    static StructLayout unicast(int width) {
        return StructLayout.of(width)
                .dword("Length", "Flags")
                .pointer("Next", "lpSockaddr")
                .dword("iSockaddrLength")
                .alignedToPointer()
                .dword("PrefixOrigin", "SuffixOrigin", "DadState")
                .dword("ValidLifetime", "PreferredLifetime", "LeaseLifetime")
                .u8("OnLinkPrefixLength")
                .build();
    }

    /** MIB_IPNET_TABLE2: a count, then the rows, aligned to their eight bytes. */
    static List<NeighbourCache.Neighbour> neighbours(MemoryImage image) {
        StructLayout layout = neighbour();
        List<NeighbourCache.Neighbour> found = new ArrayList<>();
        for (int i = 0; i < count(image, layout); i++) {
            int at = Long.BYTES + i * layout.size();
            byte[] address = address(image, at);
            int length = image.i32(at + layout.at("PhysicalAddressLength"));
            if (address != null && length >= 0 && length <= LONGEST_LINK_ADDRESS) {
                found.add(new NeighbourCache.Neighbour(
                        image.u32(at + layout.at("InterfaceIndex")),
                        address,
                        image.bytes(at + layout.at("PhysicalAddress"), length),
                        image.i32(at + layout.at("State")),
                        (image.u8(at + layout.at("Flags")) & 1) != 0));
            }
        }
        return found;
    }

    /** MIB_IPFORWARD_TABLE2: those that have a next hop. */
    static List<NeighbourCache.Hop> hops(MemoryImage image) {
        StructLayout layout = route();
        List<NeighbourCache.Hop> found = new ArrayList<>();
        for (int i = 0; i < count(image, layout); i++) {
            int at = Long.BYTES + i * layout.size();
            byte[] address = address(image, at + layout.at("NextHop"));
            if (address != null && !Arrays.equals(address, new byte[address.length])) {
                found.add(new NeighbourCache.Hop(image.u32(at + layout.at("InterfaceIndex")), address));
            }
        }
        return found;
    }

    /** A list of structures that point to each other within the buffer. */
    static List<NeighbourCache.Adapter> adapters(MemoryImage image) {
        StructLayout layout = adapter(image.pointerBytes());
        List<NeighbourCache.Adapter> found = new ArrayList<>();
        Set<Integer> seen = new HashSet<>();
        int at = 0;
        while (seen.add(at)) {
            int length = Math.min(8, Math.max(0, image.i32(at + layout.at("PhysicalAddressLength"))));
            long name = image.pointer(at + layout.at("FriendlyName"));
            found.add(new NeighbourCache.Adapter(
                    image.u32(at + layout.at("IfIndex")),
                    image.u32(at + layout.at("Ipv6IfIndex")),
                    name == 0 ? "" : image.textUpToNul(image.offset(name)),
                    image.bytes(at + layout.at("PhysicalAddress"), length),
                    image.i32(at + layout.at("IfType")),
                    addresses(image, image.pointer(at + layout.at("FirstUnicastAddress")), seen)));
            long next = image.pointer(at + layout.at("Next"));
            if (next == 0) {
                break;
            }
            at = image.offset(next);
        }
        return found;
    }

    private static List<NeighbourCache.Address> addresses(MemoryImage image, long first, Set<Integer> seen) {
        StructLayout layout = unicast(image.pointerBytes());
        List<NeighbourCache.Address> found = new ArrayList<>();
        for (long entry = first; entry != 0 && seen.add(image.offset(entry)); ) {
            int at = image.offset(entry);
            byte[] address = address(image, image.offset(image.pointer(at + layout.at("lpSockaddr"))));
            if (address != null) {
                found.add(new NeighbourCache.Address(address, image.u8(at + layout.at("OnLinkPrefixLength"))));
            }
            entry = image.pointer(at + layout.at("Next"));
        }
        return found;
    }

    private static int count(MemoryImage image, StructLayout layout) {
        long count = image.u32(0);
        if (count > (image.length() - Long.BYTES) / layout.size()) {
            throw new IllegalArgumentException(count + " rows in " + image.length() + " bytes");
        }
        return (int) count;
    }

    /** Of SOCKADDR_IN and SOCKADDR_IN6; null for others. */
    private static byte @Nullable [] address(MemoryImage image, int at) {
        return switch (image.u16(at)) {
            case INET -> image.bytes(at + 4, 4);
            case INET6 -> image.bytes(at + 8, 16);
            default -> null;
        };
    }
}
