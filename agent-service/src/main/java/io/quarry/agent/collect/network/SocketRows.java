package io.quarry.agent.collect.network;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.sockets.KernelSocket;
import io.quarry.agent.collect.host.sockets.NamespaceSockets;
import io.quarry.agent.collect.host.sockets.NetNamespace;
import io.quarry.agent.collect.host.sockets.SocketKind;
import io.quarry.jobs.NetworkConnectionFinding;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.util.ArrayList;
import java.util.List;

/** Makes rows of the sockets of one namespace: one for each process that holds a socket, or one that says why none does. */
final class SocketRows {
    private static final Problem NOT_CONNECTED = absent("remote_address, remote_port", "it is not connected");
    private static final Problem STATELESS = absent("state", "the protocol has no states");
    private static final Problem NO_REMOTE_PORT = absent("remote_port", "the protocol has no ports");
    private static final Problem NO_LOCAL_PORT = absent("local_port", "it is bound to none");
    private static final Problem NO_ADDRESSES =
            absent("local_address, local_port, remote_address, remote_port", "a packet socket has none");
    private static final Problem NO_PORTS =
            absent("local_port, remote_address, remote_port", "a unix socket has no ports; options tell its peer");
    private static final Problem UNNAMED = absent("local_address", "it is bound to no name");
    private static final Problem OWNER_UNKNOWN = absent("user, uid", "the kernel does not tell it");

    private final NetNamespace namespace;
    private final NamespaceSockets sockets;
    private final SocketOwners owners;
    private final HolderDetails details;
    private final SocketAccounts accounts;
    private final LateOwners late;
    private final FindingSink<NetworkConnectionFinding> sink;

    /** What is known of processes, for all namespaces. */
    record Processes(SocketOwners owners, LateOwners late, HolderDetails details) {}

    SocketRows(
            NetNamespace namespace,
            NamespaceSockets sockets,
            Processes processes,
            SocketAccounts accounts,
            FindingSink<NetworkConnectionFinding> sink) {
        this.namespace = namespace;
        this.sockets = sockets;
        this.owners = processes.owners();
        this.late = processes.late();
        this.details = processes.details();
        this.accounts = accounts;
        this.sink = sink;
    }

    private static Problem absent(String columns, String detail) {
        return new Problem(columns, ProblemReason.NOT_AVAILABLE, detail);
    }

    void hand(KernelSocket socket) throws StoppedException {
        if (owners.of(socket).length > 0 || !late.hold(this, socket)) {
            write(socket);
        }
    }

    /** Whoever holds it by now. */
    void write(KernelSocket socket) throws StoppedException {
        int[] pids = owners.of(socket);
        if (pids.length == 0) {
            sink.row(ownerless(socket));
        }
        for (int pid : pids) {
            sink.row(held(socket, pid));
        }
        sink.checkpoint();
    }

    private NetworkConnectionFinding ownerless(KernelSocket socket) throws StoppedException {
        NetworkConnectionFinding row = row(socket);
        SocketOwners.NoOwner why = owners.missing(socket);
        row.setNoOwnerReason(why.reason());
        row.getProblems().add(why.problem());
        return row;
    }

    private NetworkConnectionFinding held(KernelSocket socket, int pid) throws StoppedException {
        NetworkConnectionFinding row = row(socket);
        HolderDetails.Holder holder = details.of(pid);
        row.setPid(pid);
        row.setProcessName(holder.name());
        row.setProcessPath(holder.path());
        row.setCommandLine(holder.commandLine());
        row.setContainerId(holder.containerId());
        row.getProblems().addAll(holder.problems());
        return row;
    }

    private NetworkConnectionFinding row(KernelSocket socket) throws StoppedException {
        NetworkConnectionFinding row = new NetworkConnectionFinding();
        row.setProtocol(socket.kind().protocol());
        row.setFamily(socket.kind().family());
        row.setLocalAddress(socket.localAddress());
        row.setLocalPort(socket.localPort());
        row.setRemoteAddress(socket.remoteAddress());
        row.setRemotePort(socket.remotePort());
        row.setState(socket.state());
        row.setInode(socket.inode() == 0 ? null : socket.inode());
        row.setInterface$(sockets.interfaceName(socket.interfaceIndex()));
        row.setNetNamespace(namespace.inode());
        row.setRecvQueue(socket.receiveQueue());
        row.setSendQueue(socket.sendQueue());
        row.setRetransmits(socket.retransmits());
        row.setTimer(socket.timer());
        row.setOptions(socket.options());
        if (socket.kind() == SocketKind.UNIX) {
            row.setSocketPath(socket.localAddress());
        }
        List<Problem> problems = new ArrayList<>(4);
        notes(socket, problems);
        Long uid = socket.uid();
        if (uid != null) {
            accounts.fill(uid, row, problems);
        } else {
            problems.add(OWNER_UNKNOWN);
        }
        row.setProblems(problems);
        return row;
    }

    /** Columns that this socket does not have, so that none is empty without a word. */
    private static void notes(KernelSocket socket, List<Problem> problems) {
        if (socket.state() == null) {
            problems.add(STATELESS);
        }
        if (socket.kind() == SocketKind.PACKET) {
            problems.add(NO_ADDRESSES);
        } else if (socket.kind() == SocketKind.UNIX) {
            problems.add(NO_PORTS);
            if (socket.localAddress() == null) {
                problems.add(UNNAMED);
            }
        } else {
            if (socket.localPort() == null) {
                problems.add(NO_LOCAL_PORT);
            }
            if (socket.remoteAddress() == null) {
                problems.add(NOT_CONNECTED);
            } else if (socket.remotePort() == null) {
                problems.add(NO_REMOTE_PORT);
            }
        }
    }
}
