package io.quarry.agent.collect.host.sockets;

import io.quarry.agent.natives.linux.Errno;
import io.quarry.agent.natives.linux.KernelCallException;
import io.quarry.agent.natives.linux.NetlinkSocket;
import io.quarry.agent.natives.linux.NetworkNamespace;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Into another network namespace by setns(2). Where that is not allowed (it takes CAP_SYS_ADMIN) the texts are still
 * readable through a process inside.
 */
final class ForeignDoor implements NamespaceDoor {
    private static final String PROCESS_HANDLE = "/ns/net";

    private final NetNamespace namespace;

    ForeignDoor(NetNamespace namespace) {
        this.namespace = namespace;
    }

    @Override
    public NetlinkSocket netlink(int protocol) throws IOException {
        return enter(() -> NetlinkSocket.open(protocol));
    }

    @Override
    public InputStream text(String file) throws IOException {
        try {
            // an open file of /proc/net stays of the namespace in which it was opened
            return enter(() -> new FileInputStream("/proc/thread-self/net/" + file));
        } catch (KernelCallException e) {
            if (!Errno.denied(e.errno())) {
                throw e;
            }
            return throughProcess(file, e);
        }
    }

    private <T> T enter(NetworkNamespace.Inside<T> work) throws IOException {
        IOException last = new IOException("nothing stands for net:[" + namespace.inode() + "]");
        for (Path handle : namespace.handles()) {
            try {
                return NetworkNamespace.enter(handle, namespace.inode(), work);
            } catch (KernelCallException e) {
                last = e;
                if (e.errno() != Errno.ENOENT && e.errno() != Errno.ESRCH) {
                    throw e;
                }
            }
        }
        throw last;
    }

    private InputStream throughProcess(String file, IOException refused) throws IOException {
        for (Path handle : namespace.handles()) {
            String text = handle.toString();
            if (text.endsWith(PROCESS_HANDLE)) {
                Path process = Path.of(text.substring(0, text.length() - PROCESS_HANDLE.length()));
                InputStream in = Files.newInputStream(process.resolve("net").resolve(file));
                if (Files.readSymbolicLink(handle).endsWith("net:[" + namespace.inode() + "]")) {
                    return in;
                }
                in.close(); // the number has gone to another process
            }
        }
        throw refused;
    }
}
