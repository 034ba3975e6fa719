package io.quarry.agent.collect.host.sockets;

import io.quarry.agent.collect.host.InternetAddress;
import io.quarry.agent.collect.host.MalformedTextException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** TCP, UDP and raw sockets in sock_diag(7): struct inet_diag_req_v2, inet_diag_msg of linux/inet_diag.h. */
final class InetDiag {
    private static final int REQUEST = 56;
    private static final int STATES = 4;
    private static final int ALL_STATES = 0xfff;
    private static final int BOUND_INACTIVE = 1 << 13;
    /** INFO, CONG, TOS, TCLASS; the kernel adds others by itself. */
    private static final byte EXTENSIONS = 1 << 1 | 1 << 3 | 1 << 4 | 1 << 5;

    private static final int SIZE = 72;
    private static final int STATE = 1;
    private static final int TIMER = 2;
    private static final int RETRANSMITS = 3;
    private static final int LOCAL_PORT = 4;
    private static final int REMOTE_PORT = 6;
    private static final int LOCAL = 8;
    private static final int REMOTE = 24;
    private static final int INTERFACE = 40;
    private static final int EXPIRES = 52;
    private static final int RECEIVE_QUEUE = 56;
    private static final int SEND_QUEUE = 60;
    private static final int UID = 64;
    private static final int INODE = 68;

    private InetDiag() {}

    /** @param detailed with options, and sockets that are bound but do nothing */
    static byte[] request(SocketKind kind, boolean detailed) {
        ByteBuffer request = ByteBuffer.allocate(REQUEST).order(ByteOrder.nativeOrder());
        request.put((byte) kind.addressFamily()).put((byte) kind.ipProtocol());
        request.put(detailed ? EXTENSIONS : 0);
        request.putInt(STATES, detailed ? ALL_STATES | BOUND_INACTIVE : ALL_STATES);
        return request.array();
    }

    /** @throws MalformedTextException when it is no such message */
    static KernelSocket parse(SocketKind kind, ByteBuffer bytes, int from, int end, boolean detailed)
            throws MalformedTextException {
        if (end - from < SIZE || (bytes.get(from) & 0xff) != kind.addressFamily()) {
            throw new MalformedTextException("a socket of " + kind, from);
        }
        int inode = bytes.getInt(from + INODE);
        int timer = bytes.get(from + TIMER);
        boolean tcp = kind.tcp();
        boolean connected = !InternetAddress.isAny(bytes, from + REMOTE, kind.addressBytes())
                || bytes.getShort(from + REMOTE_PORT) != 0;
        Integer localPort = port(bytes, from + LOCAL_PORT);
        return new KernelSocket(
                kind,
                InternetAddress.text(bytes, from + LOCAL, kind.addressBytes()),
                localPort,
                connected ? InternetAddress.text(bytes, from + REMOTE, kind.addressBytes()) : null,
                connected && !kind.raw() ? port(bytes, from + REMOTE_PORT) : null,
                tcp ? SocketStates.name(bytes.get(from + STATE)) : null,
                inode & 0xffff_ffffL,
                inode == 0 ? null : Long.valueOf(bytes.getInt(from + UID) & 0xffff_ffffL),
                bytes.getInt(from + INTERFACE),
                bytes.getInt(from + RECEIVE_QUEUE) & 0xffff_ffffL,
                bytes.getInt(from + SEND_QUEUE) & 0xffff_ffffL,
                tcp ? Long.valueOf(SocketTimer.retransmits(timer, bytes.get(from + RETRANSMITS) & 0xff)) : null,
                detailed && tcp ? SocketTimer.text(timer, bytes.getInt(from + EXPIRES)) : null,
                detailed ? InetOptions.parse(bytes, from + SIZE, end) : List.of());
    }

    private static @Nullable Integer port(ByteBuffer bytes, int at) {
        int port = (bytes.get(at) & 0xff) << 8 | bytes.get(at + 1) & 0xff; // in network order
        return port == 0 ? null : port;
    }
}
