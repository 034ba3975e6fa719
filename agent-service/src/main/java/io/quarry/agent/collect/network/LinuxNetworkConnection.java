package io.quarry.agent.collect.network;

import io.quarry.agent.collect.Collector;
import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.Verdict;
import io.quarry.agent.collect.host.sockets.NamespaceSockets;
import io.quarry.agent.collect.host.sockets.NetNamespace;
import io.quarry.agent.collect.host.sockets.ProcessScan;
import io.quarry.agent.collect.host.sockets.SocketKind;
import io.quarry.jobs.NetworkConnectionFinding;
import io.quarry.jobs.NetworkConnectionParams;
import io.quarry.model.Platform;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;

/** {@code network-connection} on Linux: sock_diag(7) in every network namespace, else the files of proc_pid_net(5). */
@Singleton
public final class LinuxNetworkConnection implements Collector<NetworkConnectionParams, NetworkConnectionFinding> {
    private final Path proc;
    private final Path etc;
    private final boolean textOnly;

    @Inject
    public LinuxNetworkConnection() {
        this(Path.of("/proc"), Path.of("/etc"), false);
    }

    /** @param textOnly no netlink, as in sandboxes that forbid it */
    LinuxNetworkConnection(Path proc, Path etc, boolean textOnly) {
        this.proc = proc;
        this.etc = etc;
        this.textOnly = textOnly;
    }

    @Override
    public String job() {
        return "network-connection";
    }

    @Override
    public boolean runsOn(Platform platform) {
        return platform == Platform.LINUX;
    }

    @Override
    public Verdict collect(NetworkConnectionParams params, FindingSink<NetworkConnectionFinding> sink)
            throws StoppedException {
        Set<SocketKind> kinds = kinds(params);
        boolean all = params.getAllNetworkInfo();
        try {
            ProcessScan scan = ProcessScan.run(proc, sink);
            try (HolderDetails details = new HolderDetails(proc, sink)) {
                LateOwners late = new LateOwners(scan);
                SocketRows.Processes processes = new SocketRows.Processes(new SocketOwners(proc, scan), late, details);
                SocketAccounts accounts = new SocketAccounts(etc, sink);
                for (NetNamespace namespace : scan.namespaces()) {
                    try (NamespaceSockets sockets = new NamespaceSockets(namespace, proc, textOnly, sink::problem)) {
                        SocketRows rows = new SocketRows(namespace, sockets, processes, accounts, sink);
                        sockets.read(kinds, all, rows::hand);
                    }
                }
                late.settle();
            }
            return new Verdict.Done();
        } catch (IOException e) {
            throw new UncheckedIOException("no process file system at " + proc, e);
        } catch (LinkageError e) {
            return new Verdict.Unsupported("the C library cannot be called: " + e.getMessage());
        }
    }

    private static Set<SocketKind> kinds(NetworkConnectionParams params) {
        if (params.getAllNetworkInfo()) {
            return EnumSet.allOf(SocketKind.class);
        }
        Set<SocketKind> kinds = EnumSet.noneOf(SocketKind.class);
        add(params.getTcpIpv4(), SocketKind.TCP_IPV4, kinds);
        add(params.getTcpIpv6(), SocketKind.TCP_IPV6, kinds);
        add(params.getUdpIpv4(), SocketKind.UDP_IPV4, kinds);
        add(params.getUdpIpv6(), SocketKind.UDP_IPV6, kinds);
        return kinds;
    }

    private static void add(boolean wanted, SocketKind kind, Set<SocketKind> kinds) {
        if (wanted) {
            kinds.add(kind);
        }
    }
}
