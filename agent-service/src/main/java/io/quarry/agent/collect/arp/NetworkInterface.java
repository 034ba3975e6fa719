package io.quarry.agent.collect.arp;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One of the host's interfaces with its addresses.
 *
 * @param mac null where its link layer has no addresses
 * @param resolves addresses are resolved on it: it is neither loopback nor point to point
 * @param proxies it is declared to answer for others (proxy ARP)
 */
record NetworkInterface(
        long index,
        String name,
        byte @Nullable [] mac,
        boolean resolves,
        boolean proxies,
        List<LocalAddress> addresses) {

    /**
     * An address of the host.
     *
     * @param text as {@code InternetAddress} writes it
     * @param network any address of its network, 4 or 16 bytes
     * @param prefix bits of the network
     */
    record LocalAddress(String text, byte[] network, int prefix) {

        boolean covers(byte[] address) {
            if (address.length != network.length) {
                return false;
            }
            for (int bit = 0; bit < prefix; bit += Byte.SIZE) {
                int mask = 0xff00 >> Math.min(Byte.SIZE, prefix - bit) & 0xff;
                if (((address[bit / Byte.SIZE] ^ network[bit / Byte.SIZE]) & mask) != 0) {
                    return false;
                }
            }
            return true;
        }

        /** Whether it stands for all of this network: the part of the host is all ones, or all zeros as of old. */
        boolean isBroadcast(byte[] address) {
            int hostBits = network.length * Byte.SIZE - prefix;
            if (network.length != 4 || hostBits < 2 || !covers(address)) {
                return false;
            }
            long mask = (1L << hostBits) - 1;
            long value = 0;
            for (byte part : address) {
                value = value << Byte.SIZE | part & 0xff;
            }
            return (value & mask) == 0 || (value & mask) == mask;
        }
    }

    /** The host's address in the neighbour's network, of several the narrowest; else the first of the family. */
    Optional<String> localAddress(byte[] neighbour) {
        LocalAddress best = null;
        for (LocalAddress address : addresses) {
            if (address.covers(neighbour) && (best == null || address.prefix > best.prefix)) {
                best = address;
            }
        }
        if (best == null) {
            return addresses.stream()
                    .filter(address -> address.network.length == neighbour.length)
                    .map(LocalAddress::text)
                    .findFirst();
        }
        return Optional.of(best.text());
    }
}
