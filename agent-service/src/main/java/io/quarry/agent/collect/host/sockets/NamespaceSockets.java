package io.quarry.agent.collect.host.sockets;

import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.MalformedTextException;
import io.quarry.agent.collect.host.netlink.Link;
import io.quarry.agent.collect.host.netlink.NetlinkDump;
import io.quarry.agent.natives.linux.Errno;
import io.quarry.agent.natives.linux.Kernel;
import io.quarry.agent.natives.linux.KernelCallException;
import io.quarry.agent.natives.linux.NetlinkSocket;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lists the sockets of one network namespace: by sock_diag(7), or kind by kind from the files of proc_pid_net(5) where the
 * kernel does not list that kind or no netlink is to be had. Streams: nothing is kept. For one thread.
 */
public final class NamespaceSockets implements AutoCloseable {
    private static final int SOCK_DIAG_BY_FAMILY = 20;
    private static final int MOST_SAID = 20;

    private final NetNamespace namespace;
    private final NamespaceDoor door;
    private final SocketTexts texts;
    private final Consumer<Problem> problems;
    private final @Nullable NetlinkSocket socket;
    private final @Nullable NetlinkDump dump;
    private @Nullable Map<Integer, String> interfaces;
    private boolean interfacesAsked;
    private int malformed;

    /** Takes the sockets. */
    public interface Taker {
        void socket(KernelSocket socket) throws StoppedException;
    }

    /**
     * @param proc where the process file system is mounted
     * @param textOnly no netlink, even where there is one
     * @param problems takes what could not be read
     */
    public NamespaceSockets(NetNamespace namespace, Path proc, boolean textOnly, Consumer<Problem> problems) {
        this(namespace, NamespaceDoor.of(namespace, proc, textOnly), problems);
    }

    NamespaceSockets(NetNamespace namespace, NamespaceDoor door, Consumer<Problem> problems) {
        this.namespace = namespace;
        this.door = door;
        this.texts = new SocketTexts(door, ByteOrder.nativeOrder(), () -> new Kernel().ticksPerSecond(), this::problem);
        this.problems = problems;
        this.socket = netlink(door, NetlinkSocket.SOCK_DIAG);
        this.dump = socket == null ? null : new NetlinkDump(socket);
    }

    private static @Nullable NetlinkSocket netlink(NamespaceDoor door, int protocol) {
        try {
            return door.netlink(protocol);
        } catch (IOException e) {
            return null; // the texts tell why when they fail, too
        }
    }

    /** @param detailed with options and timers, and TCP sockets that are bound but do nothing */
    public void read(Set<SocketKind> kinds, boolean detailed, Taker taker) throws StoppedException {
        for (SocketKind kind : kinds) {
            if (!texts.failed() && !listed(kind, detailed, taker)) {
                texts.read(kind, taker);
            }
        }
    }

    /** @return false when the kernel listed nothing, so that the text has to serve */
    private boolean listed(SocketKind kind, boolean detailed, Taker taker) throws StoppedException {
        if (dump == null || !kind.diagnosable()) {
            return false;
        }
        int[] count = {0};
        try {
            dump.list(SOCK_DIAG_BY_FAMILY, request(kind, detailed), (type, bytes, from, end) -> {
                if (type == SOCK_DIAG_BY_FAMILY) {
                    count[0]++;
                    KernelSocket found;
                    try {
                        found = switch (kind) {
                            case UNIX -> UnixDiag.parse(bytes, from, end);
                            case PACKET -> PacketDiag.parse(bytes, from, end);
                            default -> InetDiag.parse(kind, bytes, from, end, detailed);
                        };
                    } catch (MalformedTextException e) {
                        malformed(kind, e);
                        return;
                    }
                    taker.socket(found);
                }
            });
        } catch (KernelCallException e) {
            if (count[0] == 0) {
                return false;
            }
            problem(kind, e.errno() == Errno.EIO ? ProblemReason.CHANGED_WHILE_READ : ProblemReason.IO_ERROR, e);
        } catch (MalformedTextException e) {
            malformed(kind, e);
        }
        return true;
    }

    private static byte[] request(SocketKind kind, boolean detailed) {
        return switch (kind) {
            case UNIX -> UnixDiag.request();
            case PACKET -> PacketDiag.request();
            default -> InetDiag.request(kind, detailed);
        };
    }

    /** Name of an interface there; null for 0, or with a problem when it is not to be had. */
    public @Nullable String interfaceName(int index) throws StoppedException {
        if (index == 0) {
            return null;
        }
        if (!interfacesAsked) {
            interfacesAsked = true;
            interfaces = interfaces();
        }
        return interfaces == null ? null : interfaces.get(index);
    }

    private @Nullable Map<Integer, String> interfaces() throws StoppedException {
        Map<Integer, String> names = new HashMap<>();
        try (NetlinkSocket route = door.netlink(NetlinkSocket.ROUTE)) {
            new NetlinkDump(route).list(Link.RTM_GETLINK, Link.request(), (type, bytes, from, end) -> {
                if (type == Link.RTM_NEWLINK) {
                    try {
                        Link link = Link.parse(bytes, from, end);
                        names.put(link.index(), link.name());
                    } catch (MalformedTextException e) {
                        problem("interfaces", ProblemReason.MALFORMED, e);
                    }
                }
            });
            return names;
        } catch (IOException | MalformedTextException e) {
            problem("interfaces", ProblemReason.NOT_AVAILABLE, e);
            return null;
        }
    }

    private void malformed(SocketKind kind, MalformedTextException e) {
        if (++malformed <= MOST_SAID) {
            problem(kind, ProblemReason.MALFORMED, e);
        }
    }

    private void problem(SocketKind kind, ProblemReason reason, Exception why) {
        problem(kind.protocol() + " over " + kind.family(), reason, why);
    }

    private void problem(String what, ProblemReason reason, Exception why) {
        problems.accept(new Problem("net:[" + namespace.inode() + "]", reason, what + ": " + why.getMessage()));
    }

    @Override
    public void close() {
        if (socket != null) {
            socket.close();
        }
    }
}
