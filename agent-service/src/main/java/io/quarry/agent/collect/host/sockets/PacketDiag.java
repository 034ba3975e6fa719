package io.quarry.agent.collect.host.sockets;

import io.quarry.agent.collect.host.MalformedTextException;
import io.quarry.agent.collect.host.netlink.NetlinkAttributes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Packet sockets in sock_diag(7): struct packet_diag_req, packet_diag_msg of linux/packet_diag.h. */
final class PacketDiag {
    private static final int REQUEST = 20;
    private static final int SHOW = 8;
    private static final int INFO_MEMBERS_FANOUT_MEMORY_FILTER = 0x1 | 0x2 | 0x8 | 0x10 | 0x20;

    private static final int SIZE = 16;
    private static final int TYPE = 1;
    private static final int PROTOCOL = 2;
    private static final int INODE = 4;
    private static final int INFO = 0;
    private static final int MEMBERSHIPS = 1;
    private static final int FANOUT = 4;
    private static final int UID = 5;
    private static final int MEMORY = 6;
    private static final int FILTER = 7;

    private static final int MEMBERSHIP = 44;
    private static final int MEMBERSHIP_TYPE = 8;
    private static final int PACKET_MR_PROMISC = 1;
    private static final int SENT = 8;

    private PacketDiag() {}

    static byte[] request() {
        ByteBuffer request = ByteBuffer.allocate(REQUEST).order(ByteOrder.nativeOrder());
        request.put((byte) SocketKind.PACKET.addressFamily());
        request.putInt(SHOW, INFO_MEMBERS_FANOUT_MEMORY_FILTER);
        return request.array();
    }

    /** @throws MalformedTextException when it is no such message */
    static KernelSocket parse(ByteBuffer bytes, int from, int end) throws MalformedTextException {
        if (end - from < SIZE || bytes.get(from) != SocketKind.PACKET.addressFamily()) {
            throw new MalformedTextException("a packet socket", from);
        }
        List<String> options = options(bytes.get(from + TYPE), bytes.getShort(from + PROTOCOL) & 0xffff);
        int index = 0;
        Long uid = null;
        Long receive = null;
        Long send = null;
        NetlinkAttributes attributes = new NetlinkAttributes(bytes, from + SIZE, end);
        while (attributes.next()) {
            switch (attributes.kind()) {
                case INFO -> index = attributes.s32(0);
                case MEMBERSHIPS -> memberships(attributes, options);
                case FANOUT -> options.add("fanout:" + (attributes.u32(0) & 0xffff));
                case UID -> uid = attributes.u32(0);
                case MEMORY -> {
                    receive = attributes.u32(0);
                    send = attributes.u32(SENT);
                }
                case FILTER -> filter(attributes, options);
                default -> {}
            }
        }
        return socket(index, bytes.getInt(from + INODE) & 0xffff_ffffL, uid, receive, send, options);
    }

    static KernelSocket socket(
            int index,
            long inode,
            @Nullable Long uid,
            @Nullable Long receive,
            @Nullable Long send,
            List<String> options) {
        return new KernelSocket(
                SocketKind.PACKET, null, null, null, null, null, inode, uid, index, receive, send, null, null, options);
    }

    /** @param protocol of linux/if_ether.h; 3 takes every packet */
    static List<String> options(int type, int protocol) {
        List<String> options = new ArrayList<>(3);
        options.add(type == 2 ? "dgram" : type == 3 ? "raw" : "type:" + type);
        options.add(String.format("ethertype:0x%04x", protocol));
        return options;
    }

    private static void memberships(NetlinkAttributes list, List<String> options) throws MalformedTextException {
        for (int at = 0; at + MEMBERSHIP <= list.length(); at += MEMBERSHIP) {
            int type = list.u8(at + MEMBERSHIP_TYPE) | list.u8(at + MEMBERSHIP_TYPE + 1);
            if (type == PACKET_MR_PROMISC && !options.contains("promiscuous")) {
                options.add("promiscuous");
            }
        }
    }

    private static void filter(NetlinkAttributes filter, List<String> options) {
        if (filter.length() > 0) {
            options.add("filter");
        }
    }
}
