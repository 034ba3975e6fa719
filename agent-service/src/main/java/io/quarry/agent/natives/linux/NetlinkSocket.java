package io.quarry.agent.natives.linux;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A netlink(7) socket. It belongs to the network namespace of the thread that opened it, whichever thread uses it later.
 * For one thread at a time.
 */
public final class NetlinkSocket implements AutoCloseable {
    /** rtnetlink(7): links, addresses, routes, neighbours. */
    public static final int ROUTE = 0;

    /** sock_diag(7): sockets. */
    public static final int SOCK_DIAG = 4;

    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW_CLOEXEC = 0x80003;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVTIMEO = 20;
    private static final int SECONDS = 5; // the kernel answers at once: a dump that takes this long has stopped
    private static final int TIMEVAL = 16;
    private static final int MSG_TRUNC = 0x20;
    private static final int SOCKADDR_NL = 12;
    private static final int PORT = 4;
    private static final int EINTR = 4;
    private static final int EMSGSIZE = 90;
    /** More than the kernel puts into one datagram of a dump: 32 KiB. */
    private static final int CAPACITY = 1 << 16;

    private final int descriptor;
    private final Memory memory = new Memory(CAPACITY + SOCKADDR_NL + Integer.BYTES);
    private final ByteBuffer buffer = memory.getByteBuffer(0, CAPACITY).order(ByteOrder.nativeOrder());
    private final ByteBuffer sender =
            memory.getByteBuffer(CAPACITY, SOCKADDR_NL + Integer.BYTES).order(ByteOrder.nativeOrder());
    private final long address = Pointer.nativeValue(memory);
    private boolean closed;

    private NetlinkSocket(int descriptor) {
        this.descriptor = descriptor;
    }

    /**
     * @param protocol {@link #ROUTE} or {@link #SOCK_DIAG}
     * @throws KernelCallException when this kernel has none, or a filter forbids it
     * @throws UnsatisfiedLinkError when this is not a 64-bit Linux
     */
    public static NetlinkSocket open(int protocol) throws KernelCallException {
        SocketCalls.bind();
        int descriptor = SocketCalls.socket(AF_NETLINK, SOCK_RAW_CLOEXEC, protocol);
        if (descriptor < 0) {
            throw new KernelCallException("socket of netlink protocol " + protocol, Native.getLastError());
        }
        NetlinkSocket socket = new NetlinkSocket(descriptor);
        socket.limitWaiting();
        return socket;
    }

    private void limitWaiting() {
        memory.setLong(0, SECONDS);
        memory.setLong(Long.BYTES, 0);
        SocketCalls.setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, address, TIMEVAL);
    }

    /** Sends a request to the kernel, at most 64 KiB. */
    public void send(byte[] request) throws KernelCallException {
        buffer.clear().put(request);
        long sent = SocketCalls.sendto(descriptor, address, request.length, 0, 0, 0);
        if (sent < 0) {
            throw new KernelCallException("netlink request", Native.getLastError());
        }
    }

    /**
     * Waits for the next datagram from the kernel.
     *
     * @return from 0 to its limit, in the kernel's byte order; good until the next call
     * @throws KernelCallException also when none comes in time, or it is larger than any the kernel sends
     */
    public ByteBuffer receive() throws KernelCallException {
        while (true) {
            sender.putInt(SOCKADDR_NL, SOCKADDR_NL);
            long length = SocketCalls.recvfrom(
                    descriptor, address, CAPACITY, MSG_TRUNC, address + CAPACITY, address + CAPACITY + SOCKADDR_NL);
            if (length < 0 && Native.getLastError() != EINTR) {
                throw new KernelCallException("netlink reply", Native.getLastError());
            }
            if (length > CAPACITY) {
                throw new KernelCallException("netlink reply", EMSGSIZE);
            }
            if (length >= 0 && sender.getInt(PORT) == 0) { // else it is from a process, not from the kernel
                return buffer.clear().limit((int) length);
            }
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            Libc.close(descriptor);
            memory.close();
        }
    }
}
