package io.quarry.agent.collect.network;

import io.quarry.agent.collect.Collector;
import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.Verdict;
import io.quarry.agent.collect.host.windows.WindowsEndpoints;
import io.quarry.agent.collect.host.windows.WindowsProblems;
import io.quarry.agent.natives.windows.Privileges;
import io.quarry.agent.natives.windows.SocketTables;
import io.quarry.agent.natives.windows.WindowsCallException;
import io.quarry.jobs.NetworkConnectionFinding;
import io.quarry.jobs.NetworkConnectionParams;
import io.quarry.model.Platform;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import jakarta.inject.Singleton;
import java.util.List;

/** {@code network-connection} on Windows: the extended tables of TCP and UDP. */
@Singleton
public final class WindowsNetworkConnection implements Collector<NetworkConnectionParams, NetworkConnectionFinding> {

    @Override
    public String job() {
        return "network-connection";
    }

    @Override
    public boolean runsOn(Platform platform) {
        return platform == Platform.WINDOWS;
    }

    @Override
    public Verdict collect(NetworkConnectionParams params, FindingSink<NetworkConnectionFinding> sink)
            throws StoppedException {
        boolean all = params.getAllNetworkInfo();
        List<WindowsEndpoints> kinds = WindowsEndpoints.wanted(
                all || params.getTcpIpv4(),
                all || params.getTcpIpv6(),
                all || params.getUdpIpv4(),
                all || params.getUdpIpv6());
        if (all) {
            sink.problem(new Problem(
                    "all_network_info",
                    ProblemReason.UNSUPPORTED_ON_PLATFORM,
                    "Windows shows no raw, ICMP, packet and unix sockets, and no queues, timers and options"));
        }
        try (Privileges privileges = Privileges.take(Privileges.DEBUG)) {
            WindowsSocketRows rows = new WindowsSocketRows(sink, privileges);
            for (WindowsEndpoints kind : kinds) {
                for (SocketTables.Endpoint endpoint : read(kind, sink)) {
                    sink.row(rows.row(kind, endpoint));
                    sink.checkpoint();
                }
            }
        } catch (LinkageError e) {
            return WindowsProblems.unsupported(e);
        }
        return new Verdict.Done();
    }

    private static List<SocketTables.Endpoint> read(WindowsEndpoints kind, FindingSink<?> sink) {
        String item = kind.protocol() + " over " + kind.family();
        try {
            return kind.read();
        } catch (WindowsCallException e) {
            sink.problem(WindowsProblems.of(item, e));
        } catch (IllegalArgumentException e) {
            sink.problem(WindowsProblems.malformed(item, e));
        }
        return List.of();
    }
}
