package io.quarry.agent.collect.network;

import static io.quarry.agent.collect.network.GatheredConnections.collect;
import static io.quarry.agent.collect.network.GatheredConnections.find;
import static io.quarry.agent.collect.network.GatheredConnections.lines;
import static io.quarry.agent.collect.network.GatheredConnections.namespace;
import static io.quarry.agent.collect.network.GatheredConnections.one;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.agent.collect.GatheredRows;
import io.quarry.agent.collect.PlantedNamespace;
import io.quarry.jobs.NetworkConnectionFinding;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Connections in every state, against {@code ss}. */
@EnabledOnOs(OS.LINUX)
class SocketStatesIT {
    /** A path that is broken one way only holds connections in states that pass in a moment otherwise. */
    @Test
    void readsAllStates() throws IOException {
        Assumptions.assumeTrue(PlantedNamespace.possible(), "network namespaces need root and ip(8)");
        try (PlantedNamespace a = new PlantedNamespace("a");
                PlantedNamespace b = new PlantedNamespace("b");
                PlantedSockets planted = new PlantedSockets()) {
            a.join("va", b, "vb");
            a.ip("addr add 198.51.100.1/24 dev va");
            b.ip("addr add 198.51.100.2/24 dev vb");
            ServerSocket server =
                    planted.keep(a.inside(() -> new ServerSocket(7777, 50, InetAddress.getByName("198.51.100.1"))));
            Pair established = pair(planted, server, b);
            Pair waiting = pair(planted, server, b); // one end closed: FIN-WAIT-2 here, CLOSE-WAIT there
            waiting.here.shutdownOutput();
            Pair timed = pair(planted, server, b); // TIME-WAIT
            timed.there.close();
            Pair closing = pair(planted, server, b); // FIN-WAIT-1 there, CLOSING here
            Pair last = pair(planted, server, b); // LAST-ACK
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> timed.here.getInputStream().read() < 0);
            timed.here.close();
            last.there.shutdownOutput();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> last.here.getInputStream().read() < 0);
            a.ip("neigh replace 198.51.100.2 lladdr 02:00:00:00:00:99 dev va nud permanent"); // nothing reaches b
            last.here.close();
            closing.here.close();
            closing.there.close();
            Thread half = new Thread(() -> b.inside(() -> {
                try (Socket syn = planted.keep(new Socket())) {
                    syn.connect(new InetSocketAddress("198.51.100.1", 7777), 60_000);
                } catch (SocketException e) {
                    return false; // closed at the end of the test
                }
                throw new AssertionError("connected");
            }));
            half.setDaemon(true);
            half.start(); // SYN-SENT there, SYN-RECEIVED here
            Awaitility.await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
                GatheredRows<NetworkConnectionFinding> gathered = collect(false, GatheredConnections::all);
                long inodeA = a.inode();
                long inodeB = b.inode();
                List<NetworkConnectionFinding> rows = find(
                        gathered,
                        r -> (r.getNetNamespace() == inodeA || r.getNetNamespace() == inodeB)
                                && r.getProtocol().equals("tcp"));
                assertThat(rows)
                        .extracting(NetworkConnectionFinding::getState)
                        .contains(
                                "ESTABLISHED",
                                "SYN-SENT",
                                "SYN-RECEIVED",
                                "FIN-WAIT-1",
                                "FIN-WAIT-2",
                                "TIME-WAIT",
                                "CLOSE-WAIT",
                                "LAST-ACK",
                                "LISTEN",
                                "CLOSING");
                rows.forEach(GatheredConnections::essentials);
                agree(a, gathered);
                agree(b, gathered);
                assertThat(find(gathered, r -> "TIME-WAIT".equals(r.getState())))
                        .isNotEmpty()
                        .allSatisfy(row -> {
                            assertThat(row.getPid()).isNull();
                            assertThat(row.getInode()).isNull();
                            assertThat(row.getUid()).isNull();
                            assertThat(row.getNoOwnerReason()).isEqualTo("TIME_WAIT");
                        });
                assertThat(one(gathered, r -> "SYN-RECEIVED".equals(r.getState()) && r.getNetNamespace() == inodeA)
                                .getNoOwnerReason())
                        .isEqualTo("KERNEL");
                assertThat(one(gathered, r -> "LAST-ACK".equals(r.getState()) && r.getNetNamespace() == inodeA)
                                .getTimer())
                        .matches("RETRANSMIT in \\d+ ms");
                assertThat(one(
                                        gathered,
                                        r -> "ESTABLISHED".equals(r.getState())
                                                && r.getNetNamespace() == inodeA
                                                && r.getRemotePort() == established.there.getLocalPort())
                                .getOptions())
                        .contains("sack")
                        .anyMatch(option -> option.startsWith("congestion:"));
            });
        }
    }

    private static void agree(PlantedNamespace namespace, GatheredRows<NetworkConnectionFinding> gathered) {
        assertThat(lines(gathered, namespace.inode()))
                .containsExactlyInAnyOrderEntriesOf(Ss.inet("nsenter", "--net=" + namespace.handle()));
    }

    private record Pair(Socket here, Socket there) {}

    private static Pair pair(PlantedSockets planted, ServerSocket server, PlantedNamespace from) throws IOException {
        Socket there = planted.keep(from.inside(() -> new Socket(server.getInetAddress(), server.getLocalPort())));
        return new Pair(planted.keep(server.accept()), there);
    }
}
