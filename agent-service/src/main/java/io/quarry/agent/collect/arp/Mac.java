package io.quarry.agent.collect.arp;

import java.util.HexFormat;

/** Addresses of the link layer. */
final class Mac {
    static final int BYTES = 6;

    private static final HexFormat COLONS = HexFormat.ofDelimiter(":");

    private Mac() {}

    /** Lower case with colons. */
    static String text(byte[] mac) {
        return COLONS.formatHex(mac);
    }

    static boolean isZero(byte[] mac) {
        for (byte part : mac) {
            if (part != 0) {
                return false;
            }
        }
        return true;
    }

    /** The group bit, which is set in the broadcast address too. */
    static boolean isGroup(byte[] mac) {
        return mac.length == BYTES && (mac[0] & 1) != 0;
    }

    /**
     * Whether it stands for a router, or any service, that several hosts take over from each other: VRRP and CARP (RFC 9568),
     * HSRP versions 1 and 2 (RFC 2281 and its maker's manual), for IPv6 as well, GLBP.
     */
    static boolean isVirtualRouter(byte[] mac) {
        if (mac.length != BYTES) {
            return false;
        }
        return starts(mac, 0x00, 0x00, 0x5e, 0x00, 0x01) // VRRP for IPv4, CARP
                || starts(mac, 0x00, 0x00, 0x5e, 0x00, 0x02) // VRRP for IPv6
                || starts(mac, 0x00, 0x00, 0x0c, 0x07, 0xac) // HSRP 1
                || starts(mac, 0x00, 0x00, 0x0c, 0x9f) && (mac[4] & 0xf0) == 0xf0 // HSRP 2
                || starts(mac, 0x00, 0x05, 0x73, 0xa0) && (mac[4] & 0xf0) == 0 // HSRP 2 for IPv6
                || starts(mac, 0x00, 0x07, 0xb4) && (mac[3] & 0xfc) == 0; // GLBP: six zero bits, ten of the group
    }

    private static boolean starts(byte[] mac, int... prefix) {
        for (int i = 0; i < prefix.length; i++) {
            if ((mac[i] & 0xff) != prefix[i]) {
                return false;
            }
        }
        return true;
    }
}
