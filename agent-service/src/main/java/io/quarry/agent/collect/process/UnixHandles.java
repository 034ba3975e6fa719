package io.quarry.agent.collect.process;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.jobs.ProcessHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Tells unix sockets from other ones, and who is at their other end. */
final class UnixHandles implements AutoCloseable {
    private final Namespaced<UnixSockets> namespaces;
    private final PeerSearch peers;
    private final TargetImages images;
    private int lastPid = -1;
    private @Nullable UnixSockets last;

    UnixHandles(Path proc, TargetImages images, FindingSink<?> sink) {
        this.namespaces = new Namespaced<>(proc, namespace -> UnixSockets.read(namespace, proc, sink));
        this.peers = new PeerSearch(proc, sink);
        this.images = images;
    }

    /** Whether a socket of the process is a unix socket; a socket of another network namespace passes for another kind. */
    HandleKind kind(ProcessView process, byte[] link, int length) throws StoppedException {
        UnixSockets sockets = of(process);
        return sockets.has(SocketLink.inode(link, length)) ? HandleKind.ALPC : HandleKind.SOCKET;
    }

    /** Fills in path and peer of a handle that is one, by its name. */
    void target(ProcessView process, ProcessHandle handle) throws StoppedException {
        String name = handle.getName();
        if (name == null) {
            return;
        }
        byte[] link = name.getBytes(StandardCharsets.ISO_8859_1);
        long inode = SocketLink.inode(link, link.length);
        UnixSockets sockets = of(process);
        String path = sockets.path(inode);
        if (path != null) {
            handle.setName(path);
        }
        long peer = sockets.peer(inode);
        int pid = peer == 0 ? 0 : peers.holder(peer, process.pid());
        if (pid > 0) {
            handle.setTargetPid(pid);
            handle.setTargetImage(images.of(pid));
        }
    }

    private UnixSockets of(ProcessView process) throws StoppedException {
        UnixSockets sockets = last;
        if (sockets == null || lastPid != process.pid()) {
            UnixSockets found = namespaces.of(process);
            sockets = found == null ? UnixSockets.none() : found;
            last = sockets;
            lastPid = process.pid();
        }
        return sockets;
    }

    @Override
    public void close() {
        peers.close();
    }
}
