package io.quarry.agent.collect.host.sockets;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.model.Connection;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sockets by their inode, for whoever goes through processes and finds {@code socket:[inode]} among their descriptors. Some
 * 50 bytes for each, so that half a million fit into 25 MB; those beyond are a problem LIMIT.
 */
public final class ConnectionIndex {
    private static final int MOST = 500_000;
    private static final int CHUNK = 1 << 20;
    private static final int LARGEST = 600; // a unix socket's path has 108 bytes, each up to four characters
    private static final SocketKind[] KINDS = SocketKind.values();

    private final List<ByteBuffer> chunks = new ArrayList<>();
    private long[] places = new long[1_024];
    private int size;
    private boolean full;

    private ConnectionIndex() {}

    /**
     * Reads the sockets of some namespaces.
     *
     * @param namespaces see {@link ProcessScan#namespaces()} for all, {@link NetNamespace#of} for that of one process
     * @param proc where the process file system is mounted
     * @param sink takes what could not be read
     */
    public static ConnectionIndex read(
            Collection<NetNamespace> namespaces, Path proc, Set<SocketKind> kinds, FindingSink<?> sink)
            throws StoppedException {
        ConnectionIndex index = new ConnectionIndex();
        for (NetNamespace namespace : namespaces) {
            try (NamespaceSockets sockets = new NamespaceSockets(namespace, proc, false, sink::problem)) {
                sockets.read(kinds, false, socket -> {
                    index.add(socket);
                    sink.checkpoint();
                });
            }
        }
        Arrays.sort(index.places, 0, index.size);
        if (index.full) {
            sink.problem(new Problem("sockets", ProblemReason.LIMIT, "more than " + MOST + ": the others have no row"));
        }
        return index;
    }

    /** Empty when no socket of the wanted kinds has that inode. */
    public Optional<Connection> find(long inode) {
        int at = Arrays.binarySearch(places, 0, size, inode << Integer.SIZE);
        at = at < 0 ? -at - 1 : at;
        if (at == size || places[at] >> Integer.SIZE != (int) inode) {
            return Optional.empty();
        }
        int place = (int) places[at];
        return Optional.of(connection(chunks.get(place / CHUNK).duplicate().position(place % CHUNK), inode));
    }

    private void add(KernelSocket socket) {
        if (socket.inode() == 0) {
            return;
        }
        if (size == MOST) {
            full = true;
            return;
        }
        if (chunks.isEmpty() || chunks.get(chunks.size() - 1).remaining() < LARGEST) {
            chunks.add(ByteBuffer.allocate(CHUNK));
        }
        ByteBuffer chunk = chunks.get(chunks.size() - 1);
        if (size == places.length) {
            places = Arrays.copyOf(places, size * 2);
        }
        places[size++] = socket.inode() << Integer.SIZE | (long) (chunks.size() - 1) * CHUNK + chunk.position();
        chunk.put((byte) socket.kind().ordinal());
        number(chunk, socket.localPort());
        number(chunk, socket.remotePort());
        text(chunk, socket.state());
        text(chunk, socket.localAddress());
        text(chunk, socket.remoteAddress());
    }

    private static Connection connection(ByteBuffer chunk, long inode) {
        SocketKind kind = KINDS[chunk.get()];
        Integer localPort = number(chunk);
        Integer remotePort = number(chunk);
        String state = text(chunk);
        String local = text(chunk);
        String remote = text(chunk);
        return new Connection(kind.protocol(), kind.family(), local, localPort, remote, remotePort, state, inode);
    }

    private static void number(ByteBuffer chunk, @Nullable Integer port) {
        chunk.putInt(port == null ? -1 : port);
    }

    private static @Nullable Integer number(ByteBuffer chunk) {
        int port = chunk.getInt();
        return port < 0 ? null : port;
    }

    private static void text(ByteBuffer chunk, @Nullable String text) {
        if (text == null) {
            chunk.putShort((short) -1);
            return;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        chunk.putShort((short) bytes.length).put(bytes);
    }

    private static @Nullable String text(ByteBuffer chunk) {
        int length = chunk.getShort();
        if (length < 0) {
            return null;
        }
        byte[] bytes = new byte[length];
        chunk.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
