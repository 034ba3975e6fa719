package io.quarry.agent.natives.linux;

import com.sun.jna.Native;

/** Calls of the C library for sockets, namespaces and folders, bound as in {@link Libc}. */
final class SocketCalls {
    private static boolean bound;

    private SocketCalls() {}

    /** @throws UnsatisfiedLinkError when this is not a 64-bit Linux */
    static synchronized void bind() {
        Libc.bind();
        if (!bound) {
            Native.register(SocketCalls.class, "c");
            bound = true;
        }
    }

    /** socket(2). */
    static native int socket(int domain, int type, int protocol);

    /** sendto(2). */
    static native long sendto(int descriptor, long buffer, long length, int flags, long address, int addressLength);

    /** recvfrom(2). */
    static native long recvfrom(int descriptor, long buffer, long length, int flags, long address, long addressLength);

    /** setsockopt(2). */
    static native int setsockopt(int descriptor, int level, int name, long value, int length);

    /** setns(2): of the calling thread alone. */
    static native int setns(int descriptor, int kind);

    /** syscall(2), for getdents64(2), which older C libraries do not wrap. */
    static native long syscall(long number, long first, long second, long third);
}
