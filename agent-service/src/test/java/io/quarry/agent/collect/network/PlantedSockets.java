package io.quarry.agent.collect.network;

import com.sun.jna.Native;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Sockets of kinds that Java has none of, and whatever else a test opens; closed at its end. */
final class PlantedSockets implements AutoCloseable {
    static final int AF_UNIX = 1;
    static final int AF_INET = 2;
    static final int AF_INET6 = 10;
    static final int AF_PACKET = 17;
    static final int SOCK_STREAM = 1;
    static final int SOCK_DGRAM = 2;
    static final int SOCK_RAW = 3;

    private final List<Closeable> open = new ArrayList<>();

    /** The C library's calls. */
    private static final class C {
        static {
            Native.register(C.class, "c");
        }

        private C() {}

        static native int socket(int domain, int type, int protocol);

        static native int bind(int descriptor, byte[] address, int length);

        static native int listen(int descriptor, int backlog);

        static native int setsockopt(int descriptor, int level, int name, byte[] value, int length);

        static native int close(int descriptor);
    }

    <T extends Closeable> T keep(T socket) {
        open.add(socket);
        return socket;
    }

    /** @return its descriptor */
    int socket(int domain, int type, int protocol) {
        int descriptor = C.socket(domain, type, protocol);
        if (descriptor < 0) {
            throw new AssertionError("socket: errno " + Native.getLastError());
        }
        open.add(() -> C.close(descriptor));
        return descriptor;
    }

    void bind(int descriptor, byte[] address) {
        if (C.bind(descriptor, address, address.length) != 0) {
            throw new AssertionError("bind: errno " + Native.getLastError());
        }
    }

    void listen(int descriptor) {
        if (C.listen(descriptor, 1) != 0) {
            throw new AssertionError("listen: errno " + Native.getLastError());
        }
    }

    void option(int descriptor, int level, int name, byte[] value) {
        if (C.setsockopt(descriptor, level, name, value, value.length) != 0) {
            throw new AssertionError("setsockopt: errno " + Native.getLastError());
        }
    }

    @Override
    public void close() throws IOException {
        for (Closeable socket : open) {
            socket.close();
        }
    }
}
