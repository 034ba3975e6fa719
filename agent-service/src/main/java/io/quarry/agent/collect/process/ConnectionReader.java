package io.quarry.agent.collect.process;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.sockets.ConnectionIndex;
import io.quarry.agent.collect.host.sockets.SocketKind;
import io.quarry.agent.natives.linux.OpenDescriptors;
import io.quarry.jobs.CurrentProcessFinding;
import io.quarry.jobs.CurrentProcessParams;
import io.quarry.model.Connection;
import io.quarry.model.ProblemReason;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The sockets that a process holds, each once however many descriptors lead to it. */
final class ConnectionReader implements RowPart, AutoCloseable {
    private static final int CHECK_EVERY = 256;

    private final FindingSink<?> sink;
    private final int most;
    private final Namespaced<ConnectionIndex> namespaces;
    private final OpenDescriptors descriptors = new OpenDescriptors();

    /** @param most sockets of one process that are listed; one more is a problem */
    ConnectionReader(Set<SocketKind> kinds, Path proc, FindingSink<?> sink, int most) {
        this.sink = sink;
        this.most = most;
        this.namespaces =
                new Namespaced<>(proc, namespace -> ConnectionIndex.read(List.of(namespace), proc, kinds, sink));
    }

    static Set<SocketKind> wanted(CurrentProcessParams params) {
        Set<SocketKind> kinds = EnumSet.noneOf(SocketKind.class);
        if (params.getTcpIpv4()) {
            kinds.add(SocketKind.TCP_IPV4);
        }
        if (params.getTcpIpv6()) {
            kinds.add(SocketKind.TCP_IPV6);
        }
        if (params.getUdpIpv4()) {
            kinds.add(SocketKind.UDP_IPV4);
        }
        if (params.getUdpIpv6()) {
            kinds.add(SocketKind.UDP_IPV6);
        }
        return kinds;
    }

    @Override
    public void fill(ProcessView process, CurrentProcessFinding row) throws StoppedException {
        if (process.stat().kernelThread()) {
            row.setConnections(List.of());
            return;
        }
        if (process.problems().hasVanished()
                || process.checked("fd", descriptors.open(process.files(), OpenDescriptors.LINKS_ALONE)) < 0) {
            return;
        }
        try {
            row.setConnections(connections(process));
        } finally {
            descriptors.leave();
        }
    }

    private List<Connection> connections(ProcessView process) throws StoppedException {
        List<Connection> connections = new ArrayList<>();
        Set<Long> seen = new HashSet<>();
        ConnectionIndex index = null;
        int count = 0;
        while (descriptors.next() != OpenDescriptors.NONE) {
            if (++count % CHECK_EVERY == 0) {
                sink.charge(descriptors.otherCpuNanos());
                sink.checkpoint();
            }
            int length = descriptors.readLink();
            long inode = length <= 0 ? 0 : SocketLink.inode(descriptors.bytes(), length);
            if (inode == 0 || !seen.add(inode)) {
                continue;
            }
            index = index == null ? namespaces.of(process) : index;
            if (index == null) {
                return connections; // a problem says why
            }
            Optional<Connection> found = index.find(inode);
            if (found.isPresent() && connections.size() == most) {
                process.problems().add(ProblemReason.LIMIT, "connections: more than " + most);
                return connections;
            }
            found.ifPresent(connections::add);
        }
        if (descriptors.failure() != 0) {
            process.checked("fd", -descriptors.failure());
        }
        return connections;
    }

    @Override
    public void close() {
        descriptors.close();
    }
}
