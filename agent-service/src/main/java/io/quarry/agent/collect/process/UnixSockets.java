package io.quarry.agent.collect.process;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.sockets.NamespaceSockets;
import io.quarry.agent.collect.host.sockets.NetNamespace;
import io.quarry.agent.collect.host.sockets.SocketKind;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The unix sockets of one network namespace with their peers; eight bytes each, and the paths of those that have one. */
final class UnixSockets {
    private static final int MOST = 1_000_000;
    private static final int MOST_PATHS = 50_000;
    private static final long LOW = 0xffff_ffffL;
    private static final String PEER = "peer:";

    private final Map<Long, String> paths = new HashMap<>();
    private long[] pairs = new long[256];
    private int size;
    private boolean cut;

    static UnixSockets read(NetNamespace namespace, Path proc, FindingSink<?> sink) throws StoppedException {
        UnixSockets sockets = new UnixSockets();
        try (NamespaceSockets all = new NamespaceSockets(namespace, proc, false, sink::problem)) {
            all.read(EnumSet.of(SocketKind.UNIX), false, socket -> {
                sink.checkpoint();
                long peer = 0;
                for (String option : socket.options()) {
                    if (option.startsWith(PEER)) {
                        peer = Long.parseLong(option.substring(PEER.length()));
                    }
                }
                sockets.add(socket.inode(), peer, socket.localAddress());
            });
        }
        Arrays.sort(sockets.pairs, 0, sockets.size);
        if (sockets.cut) {
            sink.problem(new Problem(
                    "unix sockets of net:[" + namespace.inode() + "]",
                    ProblemReason.LIMIT,
                    "more than " + MOST + ", or more than " + MOST_PATHS + " with a path"));
        }
        return sockets;
    }

    static UnixSockets none() {
        return new UnixSockets();
    }

    void add(long inode, long peer, @Nullable String path) {
        if (inode == 0) {
            return; // not accepted yet
        }
        cut |= size == MOST || path != null && paths.size() == MOST_PATHS;
        if (size == MOST) {
            return;
        }
        if (size == pairs.length) {
            pairs = Arrays.copyOf(pairs, size * 2);
        }
        pairs[size++] = inode << Integer.SIZE | peer & LOW;
        if (path != null && paths.size() < MOST_PATHS) {
            paths.put(inode, path);
        }
    }

    boolean has(long inode) {
        return at(inode) >= 0;
    }

    /** Inode of the socket at the other end; 0 when it is not connected, or to one that is gone. */
    long peer(long inode) {
        int at = at(inode);
        return at < 0 ? 0 : pairs[at] & LOW;
    }

    /** Null when it was not bound to any. */
    @Nullable
    String path(long inode) {
        return paths.get(inode);
    }

    private int at(long inode) {
        int at = Arrays.binarySearch(pairs, 0, size, inode << Integer.SIZE);
        at = at < 0 ? -at - 1 : at;
        return at < size && pairs[at] >>> Integer.SIZE == inode ? at : -1;
    }
}
