package io.quarry.agent.collect.process;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.host.InternetAddress;
import io.quarry.agent.collect.host.windows.WindowsEndpoints;
import io.quarry.agent.collect.host.windows.WindowsProblems;
import io.quarry.agent.natives.windows.SocketTables;
import io.quarry.agent.natives.windows.WindowsCallException;
import io.quarry.jobs.CurrentProcessFinding;
import io.quarry.jobs.CurrentProcessParams;
import io.quarry.model.Connection;
import io.quarry.model.ProblemReason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The endpoints of each process, by one reading of the tables. */
final class WindowsProcessSockets {
    private final Map<Integer, List<Connection>> byProcess = new HashMap<>();
    private final int most;

    private WindowsProcessSockets(int most) {
        this.most = most;
    }

    /** Null when no switch asks for any. */
    static @Nullable WindowsProcessSockets wanted(CurrentProcessParams params, FindingSink<?> sink, int most) {
        List<WindowsEndpoints> kinds = WindowsEndpoints.wanted(
                params.getTcpIpv4(), params.getTcpIpv6(), params.getUdpIpv4(), params.getUdpIpv6());
        if (kinds.isEmpty()) {
            return null;
        }
        WindowsProcessSockets sockets = new WindowsProcessSockets(most);
        for (WindowsEndpoints kind : kinds) {
            String item = "connections: " + kind.protocol() + " over " + kind.family();
            try {
                kind.read().forEach(endpoint -> sockets.add(kind, endpoint));
            } catch (WindowsCallException e) {
                sink.problem(WindowsProblems.of(item, e));
            } catch (IllegalArgumentException e) {
                sink.problem(WindowsProblems.malformed(item, e));
            }
        }
        return sockets;
    }

    private void add(WindowsEndpoints kind, SocketTables.Endpoint endpoint) {
        Connection connection = new Connection();
        connection.setProtocol(kind.protocol());
        connection.setFamily(kind.family());
        connection.setLocalAddress(InternetAddress.text(endpoint.local()));
        connection.setLocalPort(endpoint.localPort());
        connection.setState(WindowsEndpoints.state(endpoint.state()));
        if (endpoint.remote().length > 0 && !"LISTEN".equals(connection.getState())) {
            connection.setRemoteAddress(InternetAddress.text(endpoint.remote()));
            connection.setRemotePort(endpoint.remotePort());
        }
        byProcess.computeIfAbsent(endpoint.pid(), pid -> new ArrayList<>()).add(connection);
    }

    void fill(CurrentProcessFinding row, ProcessProblems problems) {
        List<Connection> found = byProcess.getOrDefault(row.getPid(), List.of());
        if (found.size() > most) {
            problems.add(ProblemReason.LIMIT, "connections: more than " + most);
        }
        row.setConnections(new ArrayList<>(found.subList(0, Math.min(most, found.size()))));
    }
}
