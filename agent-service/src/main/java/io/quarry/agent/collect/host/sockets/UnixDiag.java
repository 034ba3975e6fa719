package io.quarry.agent.collect.host.sockets;

import io.quarry.agent.collect.host.KernelText;
import io.quarry.agent.collect.host.MalformedTextException;
import io.quarry.agent.collect.host.netlink.NetlinkAttributes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Unix sockets in sock_diag(7): struct unix_diag_req, unix_diag_msg of linux/unix_diag.h. */
final class UnixDiag {
    private static final int REQUEST = 24;
    private static final int STATES = 4;
    private static final int SHOW = 12;
    private static final int NAME_PEER_QUEUES_UID = 0x1 | 0x4 | 0x10 | 0x40;

    private static final int SIZE = 16;
    private static final int TYPE = 1;
    private static final int STATE = 2;
    private static final int INODE = 4;
    private static final int NAME = 0;
    private static final int PEER = 2;
    private static final int RQLEN = 4;
    private static final int SHUTDOWN = 6;
    private static final int UID = 7;

    private static final int SOCK_STREAM = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_SEQPACKET = 5;

    private UnixDiag() {}

    static byte[] request() {
        ByteBuffer request = ByteBuffer.allocate(REQUEST).order(ByteOrder.nativeOrder());
        request.put((byte) SocketKind.UNIX.addressFamily());
        request.putInt(STATES, -1).putInt(SHOW, NAME_PEER_QUEUES_UID);
        return request.array();
    }

    /** @throws MalformedTextException when it is no such message */
    static KernelSocket parse(ByteBuffer bytes, int from, int end) throws MalformedTextException {
        if (end - from < SIZE || bytes.get(from) != SocketKind.UNIX.addressFamily()) {
            throw new MalformedTextException("a unix socket", from);
        }
        int type = bytes.get(from + TYPE);
        List<String> options = new ArrayList<>(2);
        options.add(type(type));
        String path = null;
        Long receive = null;
        Long send = null;
        Long uid = null;
        NetlinkAttributes attributes = new NetlinkAttributes(bytes, from + SIZE, end);
        while (attributes.next()) {
            switch (attributes.kind()) {
                case NAME -> path = path(attributes.value(), options);
                case PEER -> peer(attributes.u32(0), options);
                case RQLEN -> {
                    receive = attributes.u32(0);
                    send = attributes.u32(4);
                }
                case SHUTDOWN -> shut(attributes.u8(0), options);
                case UID -> uid = attributes.u32(0);
                default -> {}
            }
        }
        long inode = bytes.getInt(from + INODE) & 0xffff_ffffL;
        String state = state(type, bytes.get(from + STATE));
        return socket(path, state, inode, uid, receive, send, options);
    }

    /** Of the text, too, which has no queues and no owner. */
    static KernelSocket socket(
            @Nullable String path,
            @Nullable String state,
            long inode,
            @Nullable Long uid,
            @Nullable Long receive,
            @Nullable Long send,
            List<String> options) {
        return new KernelSocket(
                SocketKind.UNIX, path, null, null, null, state, inode, uid, 0, receive, send, null, null, options);
    }

    /** Datagram sockets have no states: they are connected, or not. */
    static @Nullable String state(int type, int state) {
        return type == SOCK_DGRAM ? null : SocketStates.name(state);
    }

    static String type(int type) {
        return switch (type) {
            case SOCK_STREAM -> "stream";
            case SOCK_DGRAM -> "dgram";
            case SOCK_SEQPACKET -> "seqpacket";
            default -> "type:" + type;
        };
    }

    /** An abstract name begins with a NUL, shown as @; a file's may begin with @ as well, so the option tells them apart. */
    private static String path(byte[] name, List<String> options) {
        if (name.length > 0 && name[0] == 0) {
            options.add("abstract");
            return "@" + KernelText.decode(name, 1, name.length);
        }
        int end = name.length > 0 && name[name.length - 1] == 0 ? name.length - 1 : name.length;
        return KernelText.decode(name, 0, end);
    }

    /** 0 is one that is gone. */
    private static void peer(long inode, List<String> options) {
        if (inode != 0) {
            options.add("peer:" + inode);
        }
    }

    private static void shut(int set, List<String> options) {
        if ((set & 1) != 0) {
            options.add("shutdown_receive");
        }
        if ((set & 2) != 0) {
            options.add("shutdown_send");
        }
    }
}
