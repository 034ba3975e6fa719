package io.quarry.agent.windows;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** {@code arp-cache} and {@code network-connection} under Wine, against the tables of the Linux below. */
final class WindowsNetworkIT {
    private static final WineMachine MACHINE = WineMachine.shared();

    @Test
    void neighboursAndSocketsAsLinuxSeesThem() throws IOException {
        WineMachine.Collected neighbours = MACHINE.collect("arp-cache");
        Set<String> known = new TreeSet<>();
        for (String line :
                Files.readAllLines(Path.of("/proc/net/arp")).stream().skip(1).toList()) {
            String[] fields = line.split("\\s+", -1);
            known.add(fields[0] + ' ' + fields[3]);
        }
        Set<String> found = new TreeSet<>();
        neighbours
                .rows()
                .forEach(row -> found.add(row.path("ip_address").asText()
                        + ' '
                        + row.path("mac_address").asText()));
        assertThat(found).containsAll(known);
        // Wine has no IPv6 neighbours: that family's error is told, the other one's rows are there all the same
        assertThat(neighbours.end().toString()).contains("GetIpNetTable2 AF_INET6");
        try (DatagramChannel socket = DatagramChannel.open(StandardProtocolFamily.INET)) {
            socket.bind(new InetSocketAddress("127.0.0.1", 0));
            int port = ((InetSocketAddress) socket.getLocalAddress()).getPort();
            WineMachine.Collected sockets = MACHINE.collect("network-connection", "--udp-ipv4", "--tcp-ipv4");
            assertThat(sockets.outcome()).as(sockets.end().toString()).isEqualTo("COMPLETED");
            assertThat(sockets.rows()).anySatisfy(row -> {
                assertThat(row.path("local_port").asInt()).isEqualTo(port);
                assertThat(row.path("local_address").asText()).isEqualTo("127.0.0.1");
                assertThat(row.path("protocol").asText()).isEqualTo("udp");
            });
        }
    }
}
