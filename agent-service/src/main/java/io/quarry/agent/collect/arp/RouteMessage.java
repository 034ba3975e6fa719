package io.quarry.agent.collect.arp;

import io.quarry.agent.collect.arp.Surroundings.Hop;
import io.quarry.agent.collect.host.InternetAddress;
import io.quarry.agent.collect.host.MalformedTextException;
import io.quarry.agent.collect.host.netlink.NetlinkAttributes;
import java.nio.ByteBuffer;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The next hops of a route: struct rtmsg of rtnetlink(7), with several of them struct rtnexthop. */
final class RouteMessage {
    static final int RTM_NEWROUTE = 24;
    static final int RTM_GETROUTE = 26;

    private static final int SIZE = 12;
    private static final int RTA_OIF = 4;
    private static final int RTA_GATEWAY = 5;
    private static final int RTA_MULTIPATH = 9;
    private static final int RTA_VIA = 18;
    private static final int FAMILY_BYTES = 2;
    private static final int NEXT_HOP = 8;
    private static final int NEXT_HOP_INDEX = 4;
    private static final int PADDING = 3;

    private RouteMessage() {}

    static byte[] request(int family) {
        return ByteBuffer.allocate(SIZE).put((byte) family).array();
    }

    /** Adds its next hops; @throws MalformedTextException when it is no such message */
    static void parse(ByteBuffer bytes, int from, int end, Set<Hop> hops) throws MalformedTextException {
        if (end - from < SIZE) {
            throw new MalformedTextException("a route", from);
        }
        hop(bytes, new NetlinkAttributes(bytes, from + SIZE, end), 0, hops);
    }

    private static void hop(ByteBuffer bytes, NetlinkAttributes attributes, long given, Set<Hop> hops)
            throws MalformedTextException {
        String gateway = null;
        long index = given;
        while (attributes.next()) {
            switch (attributes.kind()) {
                case RTA_OIF -> index = attributes.s32(0);
                case RTA_GATEWAY -> gateway = address(attributes, 0);
                case RTA_VIA -> gateway = address(attributes, FAMILY_BYTES);
                case RTA_MULTIPATH -> several(bytes, attributes.position(), attributes.length(), hops);
                default -> {}
            }
        }
        if (gateway != null) {
            hops.add(new Hop(index, gateway));
        }
    }

    private static void several(ByteBuffer bytes, int from, int length, Set<Hop> hops) throws MalformedTextException {
        int at = from;
        int end = from + length;
        while (end - at >= NEXT_HOP) {
            int whole = bytes.getShort(at) & 0xffff;
            if (whole < NEXT_HOP || whole > end - at) {
                throw new MalformedTextException("a next hop", at);
            }
            long index = bytes.getInt(at + NEXT_HOP_INDEX);
            one(bytes, at, whole, index, hops);
            at += whole + PADDING & ~PADDING;
        }
    }

    /** A next hop has no next hops of its own: one that claims to is not followed, so that nothing nests without end. */
    private static void one(ByteBuffer bytes, int at, int whole, long index, Set<Hop> hops)
            throws MalformedTextException {
        NetlinkAttributes attributes = new NetlinkAttributes(bytes, at + NEXT_HOP, at + whole);
        while (attributes.next()) {
            int kind = attributes.kind();
            if (kind == RTA_GATEWAY || kind == RTA_VIA) {
                String gateway = address(attributes, kind == RTA_VIA ? FAMILY_BYTES : 0);
                if (gateway != null) {
                    hops.add(new Hop(index, gateway));
                }
            }
        }
    }

    private static @Nullable String address(NetlinkAttributes attribute, int skip) {
        byte[] value = attribute.value();
        int length = value.length - skip;
        return length == InternetAddress.V4_BYTES || length == InternetAddress.V6_BYTES
                ? InternetAddress.text(ByteBuffer.wrap(value), skip, length)
                : null;
    }
}
