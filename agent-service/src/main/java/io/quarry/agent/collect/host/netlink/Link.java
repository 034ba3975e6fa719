package io.quarry.agent.collect.host.netlink;

import io.quarry.agent.collect.host.MalformedTextException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An interface, struct ifinfomsg of rtnetlink(7).
 *
 * @param type ARPHRD_* of linux/if_arp.h
 * @param flags IFF_* of netdevice(7)
 * @param address of the link layer; null where it has none
 * @param broadcast of the link layer; null where it has none
 */
public record Link(
        int index, String name, int type, int flags, byte @Nullable [] address, byte @Nullable [] broadcast) {
    /** Request and reply of the kernel's list. */
    public static final int RTM_GETLINK = 18;

    public static final int RTM_NEWLINK = 16;

    private static final int SIZE = 16;
    private static final int TYPE = 2;
    private static final int INDEX = 4;
    private static final int FLAGS = 8;
    private static final int IFLA_ADDRESS = 1;
    private static final int IFLA_BROADCAST = 2;
    private static final int IFLA_IFNAME = 3;
    private static final int IFF_LOOPBACK = 0x8;
    private static final int IFF_NOARP = 0x80;

    /** Body of the request. */
    public static byte[] request() {
        return new byte[SIZE];
    }

    /** @throws MalformedTextException when it is none, or has no name */
    public static Link parse(ByteBuffer bytes, int from, int end) throws MalformedTextException {
        if (end - from < SIZE) {
            throw new MalformedTextException("an interface", from);
        }
        String name = null;
        byte[] address = null;
        byte[] broadcast = null;
        NetlinkAttributes attributes = new NetlinkAttributes(bytes, from + SIZE, end);
        while (attributes.next()) {
            switch (attributes.kind()) {
                case IFLA_ADDRESS -> address = attributes.value();
                case IFLA_BROADCAST -> broadcast = attributes.value();
                case IFLA_IFNAME -> name = attributes.text();
                default -> {}
            }
        }
        if (name == null) {
            throw new MalformedTextException("the name of an interface", from);
        }
        int type = bytes.getShort(from + TYPE) & 0xffff;
        return new Link(bytes.getInt(from + INDEX), name, type, bytes.getInt(from + FLAGS), address, broadcast);
    }

    /** Whether addresses are resolved on it at all. */
    public boolean resolves() {
        return (flags & (IFF_LOOPBACK | IFF_NOARP)) == 0;
    }
}
