package io.quarry.agent.collect.network;

import static io.quarry.agent.collect.network.GatheredConnections.OWN;
import static io.quarry.agent.collect.network.GatheredConnections.collect;
import static io.quarry.agent.collect.network.GatheredConnections.find;
import static io.quarry.agent.collect.network.GatheredConnections.lines;
import static io.quarry.agent.collect.network.GatheredConnections.local;
import static io.quarry.agent.collect.network.GatheredConnections.namespace;
import static io.quarry.agent.collect.network.GatheredConnections.one;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.agent.collect.GatheredRows;
import io.quarry.agent.collect.PlantedNamespace;
import io.quarry.jobs.NetworkConnectionFinding;
import io.quarry.jobs.NetworkConnectionParams;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sockets of all kinds planted here, by netlink and from the texts, against {@code ss}. */
@EnabledOnOs(OS.LINUX)
class LinuxNetworkConnectionIT {
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void agreesWithSs(boolean textOnly) throws IOException {
        long own = namespace();
        try (PlantedSockets planted = new PlantedSockets()) {
            ServerSocket server = planted.keep(new ServerSocket(0, 7, InetAddress.getByName("127.0.0.1")));
            Socket client = planted.keep(new Socket(server.getInetAddress(), server.getLocalPort()));
            planted.keep(server.accept()).getOutputStream().write(new byte[777]);
            planted.keep(new ServerSocket(0, 7, InetAddress.getByName("::1")));
            planted.keep(new DatagramSocket(0, InetAddress.getByName("::1")));
            DatagramSocket connected = planted.keep(new DatagramSocket(0, InetAddress.getByName("127.0.0.1")));
            connected.connect(new InetSocketAddress("127.0.0.1", 9));
            Awaitility.await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> {
                Map<String, TreeSet<Integer>> before = Ss.inet();
                GatheredRows<NetworkConnectionFinding> gathered = collect(textOnly, GatheredConnections::four);
                Map<String, TreeSet<Integer>> after = Ss.inet();
                Map<String, TreeSet<Integer>> ours = lines(gathered, own);
                Map<String, TreeSet<Integer>> both = new TreeMap<>(before);
                both.entrySet().retainAll(after.entrySet());
                assertThat(both).hasSizeGreaterThanOrEqualTo(6);
                assertThat(ours).containsAllEntriesOf(both);
                before.putAll(after);
                assertThat(before.keySet()).containsAll(ours.keySet());
                gathered.rows().forEach(GatheredConnections::essentials);
                NetworkConnectionFinding row = one(gathered, r -> local(r, "tcp", client.getLocalPort()));
                assertThat(row.getRecvQueue()).isEqualTo(777);
            });
        }
    }

    /** Of IPv4 alone, on a port that the kernel chooses. */
    private static void listening(PlantedSockets planted) {
        int socket = planted.socket(PlantedSockets.AF_INET, PlantedSockets.SOCK_STREAM, 0);
        planted.bind(socket, new byte[] {2, 0, 0, 0, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0});
        planted.listen(socket);
    }

    /** Each switch brings its own kind, and no other. */
    @Test
    void obeysItsSwitches() throws IOException {
        try (PlantedSockets planted = new PlantedSockets()) {
            InetAddress six = InetAddress.getByName("::1"); // Java makes sockets of IPv6 for both families
            planted.keep(new ServerSocket(0, 1, six));
            planted.keep(new DatagramSocket(0, six));
            listening(planted);
            byte[] loopback = {2, 0, 0, 0, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0};
            planted.bind(planted.socket(PlantedSockets.AF_INET, PlantedSockets.SOCK_DGRAM, 0), loopback);
            Map<String, Consumer<NetworkConnectionParams>> switches = Map.of(
                    "tcp IPv4", p -> p.setTcpIpv4(true),
                    "tcp IPv6", p -> p.setTcpIpv6(true),
                    "udp IPv4", p -> p.setUdpIpv4(true),
                    "udp IPv6", p -> p.setUdpIpv6(true));
            switches.forEach((kind, one) -> assertThat(collect(false, one).rows())
                    .extracting(r -> r.getProtocol() + " " + r.getFamily())
                    .containsOnly(kind));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void readsRawPacketPingAndUnixSockets(boolean textOnly) throws IOException {
        Assumptions.assumeTrue(PlantedNamespace.possible(), "raw and packet sockets need root");
        try (PlantedNamespace there = new PlantedNamespace("raw");
                PlantedSockets planted = new PlantedSockets()) {
            String abstractName = "quarry \u00e9 " + OWN;
            there.inside(() -> {
                Files.writeString(Path.of("/proc/sys/net/ipv4/ping_group_range"), "0 0");
                planted.socket(PlantedSockets.AF_INET, PlantedSockets.SOCK_RAW, 89);
                planted.socket(PlantedSockets.AF_INET6, PlantedSockets.SOCK_RAW, 58);
                planted.socket(PlantedSockets.AF_INET, PlantedSockets.SOCK_RAW, 17);
                int ping = planted.socket(PlantedSockets.AF_INET, PlantedSockets.SOCK_DGRAM, 1);
                planted.bind(ping, new byte[] {2, 0, 0, 77, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0});
                int packet =
                        planted.socket(PlantedSockets.AF_PACKET, PlantedSockets.SOCK_RAW, 0x0608); // ARP, big-endian
                planted.option(packet, 263, 1, new byte[] {1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
                byte[] name = abstractName.getBytes(StandardCharsets.UTF_8);
                byte[] address = new byte[name.length + 3];
                address[0] = PlantedSockets.AF_UNIX;
                System.arraycopy(name, 0, address, 3, name.length);
                planted.bind(planted.socket(PlantedSockets.AF_UNIX, PlantedSockets.SOCK_STREAM, 0), address);
                return true;
            });
            long inode = there.inode();
            GatheredRows<NetworkConnectionFinding> gathered = collect(textOnly, GatheredConnections::all);
            List<NetworkConnectionFinding> rows = find(gathered, r -> r.getNetNamespace() == inode);
            rows.forEach(GatheredConnections::essentials);
            assertThat(rows).allSatisfy(row -> assertThat(row.getPid()).isEqualTo(OWN));
            assertThat(rows)
                    .extracting(r -> r.getProtocol() + " " + r.getFamily() + " " + r.getLocalPort())
                    .containsExactlyInAnyOrder(
                            "raw IPv4 89",
                            "raw IPv4 17",
                            "raw IPv6 58",
                            "icmp IPv4 77",
                            "packet PACKET null",
                            "unix UNIX null");
            NetworkConnectionFinding packet = one(
                    gathered,
                    r -> r.getNetNamespace() == inode && r.getProtocol().equals("packet"));
            assertThat(packet.getOptions()).contains("raw", "ethertype:0x0806");
            if (!textOnly) {
                assertThat(packet.getOptions()).contains("promiscuous"); // a sniffer; the text does not tell
            }
            NetworkConnectionFinding unix = one(
                    gathered,
                    r -> r.getNetNamespace() == inode && r.getProtocol().equals("unix"));
            assertThat(unix.getSocketPath()).isEqualTo("@" + abstractName);
            assertThat(String.join("\n", Ss.run(new String[] {"nsenter", "--net=" + there.handle()}, "-xaH")))
                    .contains(abstractName);
        }
    }
}
