package io.quarry.agent.collect.arp;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.agent.collect.GatheredRows;
import io.quarry.agent.collect.host.StateLocation;
import io.quarry.jobs.ArpCacheFinding;
import io.quarry.jobs.ArpSuspicion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Which neighbours are suspicious, and which are not. */
@EnabledOnOs(OS.LINUX)
class SuspicionIT extends Neighbourhood {
    @Test
    void findsTheGatewaysAddressOnASecondOne() {
        neighbour("198.51.100.66", GATEWAY_MAC, "reachable");
        neighbour("198.51.100.67", "02:00:00:00:00:67", "reachable");
        neighbour("198.51.100.68", "02:00:00:00:00:67", "reachable"); // two that concern no gateway
        assertThat(suspicious(collect()))
                .containsExactly(GATEWAY + " [DUPLICATE_MAC]", "198.51.100.66 [DUPLICATE_MAC]");
    }

    @Test
    void findsAGatewayOfARouteWithSeveral() {
        here.ip("route add 203.0.113.0/24 nexthop via 198.51.100.3 dev va nexthop via 198.51.100.4 dev va");
        here.ip("route add 192.0.2.0/24 via inet6 2001:db8::7 dev va table 77");
        neighbour("198.51.100.4", "02:00:00:00:00:04", "reachable");
        neighbour("2001:db8::7", "02:00:00:00:00:07", "reachable");
        GatheredRows<ArpCacheFinding> gathered = collect();
        assertThat(row(gathered, "198.51.100.4").getIsGateway()).isTrue();
        assertThat(row(gathered, "2001:db8::7").getIsGateway()).isTrue();
    }

    @Test
    void knowsRoutersThatShareAnAddress() {
        for (String mac : new String[] {
            "00:00:5e:00:01:2a", "00:00:5e:00:02:2a", "00:00:0c:07:ac:01", "00:00:0c:9f:f1:23", "00:07:b4:00:01:02"
        }) {
            neighbour(GATEWAY, mac, "permanent");
            neighbour("198.51.100.66", mac, "reachable");
            assertThat(suspicious(collect())).as(mac).isEmpty();
        }
    }

    @Test
    void believesADeclaredProxy() throws IOException {
        neighbour("198.51.100.66", GATEWAY_MAC, "reachable");
        assertThat(suspicious(collect())).hasSize(2);
        here.ip("neigh add proxy 203.0.113.9 dev va");
        assertThat(suspicious(collect())).isEmpty();
        here.ip("neigh del proxy 203.0.113.9 dev va");
        assertThat(suspicious(collect())).hasSize(2);
        here.inside(() -> Files.writeString(Path.of("/proc/sys/net/ipv4/conf/va/proxy_arp"), "1"));
        assertThat(suspicious(collect())).isEmpty();
    }

    @Test
    void findsAGatewayThatChanged() {
        here.ip("-6 neigh replace 2001:db8::2 lladdr 02:00:00:00:06:02 dev va nud permanent");
        assertThat(suspicious(collect())).isEmpty(); // never seen before
        assertThat(suspicious(collect())).isEmpty();
        neighbour(GATEWAY, "02:00:00:00:00:ee", "permanent");
        here.ip("-6 neigh replace 2001:db8::2 lladdr 02:00:00:00:06:ee dev va nud permanent");
        assertThat(suspicious(collect()))
                .containsExactly(GATEWAY + " [GATEWAY_MAC_CHANGED]", "2001:db8::2 [GATEWAY_MAC_CHANGED]");
        assertThat(suspicious(collect())).isEmpty(); // told once
        here.ip("neigh del " + GATEWAY + " dev va");
        assertThat(suspicious(collect())).isEmpty();
        neighbour(GATEWAY, GATEWAY_MAC, "permanent"); // what was not there is not forgotten
        assertThat(suspicious(collect())).containsExactly(GATEWAY + " [GATEWAY_MAC_CHANGED]");
    }

    @Test
    void saysWhenItCannotRemember() throws IOException {
        Path file = Files.writeString(state.resolve("file"), "in the way");
        GatheredRows<ArpCacheFinding> gathered = collect(new StateLocation(file));
        assertThat(row(gathered, GATEWAY).getIsGateway()).isTrue();
        assertThat(gathered.problems()).isNotEmpty().allSatisfy(problem -> assertThat(problem.getItem())
                .startsWith(file.toString()));
    }

    @Test
    void findsImpossibleAddresses() {
        neighbour("198.51.100.101", "02:00:00:00:00:99", "permanent"); // one of ours
        neighbour("198.51.100.20", "01:00:5e:00:00:01", "permanent");
        neighbour("198.51.100.21", "ff:ff:ff:ff:ff:ff", "permanent");
        neighbour("198.51.100.22", "00:00:00:00:00:00", "permanent");
        neighbour("2001:db8::20", "33:33:00:00:00:01", "permanent");
        here.ip("neigh replace 198.51.100.23 dev va nud failed");
        assertThat(suspicious(collect()))
                .containsExactlyInAnyOrder(
                        "198.51.100.101 [LOCAL_IP_FOREIGN_MAC]",
                        "198.51.100.20 [MULTICAST_OR_BROADCAST_MAC]",
                        "198.51.100.21 [MULTICAST_OR_BROADCAST_MAC]",
                        "198.51.100.22 [ZERO_MAC]",
                        "2001:db8::20 [MULTICAST_OR_BROADCAST_MAC]");
        assertThat(ArpSuspicion.values()).hasSize(6);
    }
}
