package io.quarry.agent.collect.host.sockets;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.agent.collect.GatheredRows;
import io.quarry.agent.collect.StoppedException;
import io.quarry.jobs.CurrentProcessFinding;
import io.quarry.model.Connection;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The sockets of this very process, found by the links in its folder of descriptors. */
@EnabledOnOs(OS.LINUX)
class ConnectionIndexIT {
    private static final Path PROC = Path.of("/proc");

    private static List<Connection> own(ConnectionIndex index) throws IOException {
        List<Connection> found = new ArrayList<>();
        try (Stream<Path> descriptors = Files.list(PROC.resolve("self/fd"))) {
            for (Path descriptor : descriptors.toList()) {
                Optional<String> target = target(descriptor);
                if (target.isPresent() && target.get().startsWith("socket:[")) {
                    index.find(Long.parseLong(target.get().replaceAll("\\D", "")))
                            .ifPresent(found::add);
                }
            }
        }
        return found;
    }

    private static Optional<String> target(Path descriptor) {
        try {
            return Optional.of(Files.readSymbolicLink(descriptor).toString());
        } catch (IOException e) {
            return Optional.empty(); // that of the listing
        }
    }

    @Test
    void findsTheSocketsOfAProcess() throws IOException, StoppedException {
        InetAddress loopback = InetAddress.getByName("::1");
        try (ServerSocket server = new ServerSocket(0, 1, loopback);
                Socket client = new Socket(loopback, server.getLocalPort());
                DatagramSocket datagram = new DatagramSocket(0, loopback)) {
            GatheredRows<CurrentProcessFinding> sink = new GatheredRows<>();
            ConnectionIndex index = ConnectionIndex.read(
                    List.of(NetNamespace.of(PROC, (int) ProcessHandle.current().pid())),
                    PROC,
                    EnumSet.of(SocketKind.TCP_IPV6, SocketKind.UDP_IPV6),
                    sink);
            assertThat(sink.problems()).isEmpty();
            assertThat(own(index))
                    .extracting(c -> c.getProtocol() + " " + c.getState() + " " + c.getLocalAddress() + " "
                            + c.getLocalPort() + " " + c.getRemotePort())
                    .contains(
                            "tcp LISTEN ::1 " + server.getLocalPort() + " null",
                            "tcp ESTABLISHED ::1 " + client.getLocalPort() + " " + server.getLocalPort(),
                            "udp null ::1 " + datagram.getLocalPort() + " null");
            assertThat(index.find(1)).isEmpty();
            ConnectionIndex none = ConnectionIndex.read(List.of(), PROC, EnumSet.of(SocketKind.TCP_IPV6), sink);
            assertThat(own(none)).isEmpty();
        }
    }
}
