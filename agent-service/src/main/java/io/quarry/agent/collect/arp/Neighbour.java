package io.quarry.agent.collect.arp;

import io.quarry.agent.collect.host.InternetAddress;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the cache, of any operating system.
 *
 * @param address 4 or 16 bytes
 * @param ip the same as text
 * @param mac null when it is not resolved
 */
record Neighbour(long interfaceIndex, byte[] address, String ip, byte @Nullable [] mac) {

    static Neighbour of(long interfaceIndex, byte[] address, byte @Nullable [] mac) {
        return new Neighbour(interfaceIndex, address, InternetAddress.text(address), mac);
    }

    boolean v4() {
        return address.length == InternetAddress.V4_BYTES;
    }

    /** Group addresses, and the limited broadcast. */
    boolean multicast() {
        int first = address[0] & 0xff;
        return v4() ? first >= 224 && first < 240 || ip.equals("255.255.255.255") : first == 0xff;
    }

    boolean linkLocal() {
        return !v4() && (address[0] & 0xff) == 0xfe && (address[1] & 0xc0) == 0x80;
    }
}
