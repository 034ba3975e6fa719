package io.quarry.agent.collect.arp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarry.agent.collect.GatheredRows;
import io.quarry.agent.collect.PlantedNamespace;
import io.quarry.agent.collect.Verdict;
import io.quarry.agent.collect.host.StateLocation;
import io.quarry.jobs.ArpCacheFinding;
import io.quarry.jobs.ArpCacheParams;
import io.quarry.jobs.ArpSuspicion;
import io.quarry.model.ProblemReason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Neighbours planted in a network namespace with a veth pair, against {@code ip -j neigh}. */
@EnabledOnOs(OS.LINUX)
class LinuxArpCacheIT {
    private static final String GATEWAY = "198.51.100.2";
    private static final String GATEWAY_MAC = "02:00:00:00:00:02";

    private static final String PEER = "198.51.100.50";

    @TempDir
    private Path state;

    private PlantedNamespace here;
    private PlantedNamespace there;

    @BeforeEach
    void plant() {
        Assumptions.assumeTrue(PlantedNamespace.possible(), "network namespaces need root and ip(8)");
        here = new PlantedNamespace("a");
        there = new PlantedNamespace("b");
        here.join("va", there, "vb");
        here.ip("addr add 198.51.100.1/24 dev va");
        here.ip("addr add 198.51.100.101/32 dev va");
        here.ip("-6 addr add 2001:db8::1/64 dev va nodad");
        there.ip("addr add " + PEER + "/24 dev vb");
        there.ip("-6 addr add 2001:db8::50/64 dev vb nodad");
        here.ip("route add default via " + GATEWAY);
        here.ip("-6 route add default via 2001:db8::2");
        neighbour(GATEWAY, GATEWAY_MAC, "permanent");
    }

    @AfterEach
    void remove() {
        if (here != null) {
            here.close();
            there.close();
        }
    }

    private void neighbour(String address, String mac, String state) {
        here.ip("neigh replace " + address + " lladdr " + mac + " dev va nud " + state);
    }

    private GatheredRows<ArpCacheFinding> collect() {
        return collect(new StateLocation(state.resolve("made/by/need")));
    }

    private GatheredRows<ArpCacheFinding> collect(StateLocation where) {
        GatheredRows<ArpCacheFinding> gathered =
                here.inside(() -> GatheredRows.of(new LinuxArpCache(where), new ArpCacheParams()));
        assertThat(gathered.verdict()).isInstanceOf(Verdict.Done.class);
        return gathered;
    }

    private static ArpCacheFinding row(GatheredRows<ArpCacheFinding> gathered, String address) {
        return gathered.rows().stream()
                .filter(row -> row.getIpAddress().equals(address))
                .findFirst()
                .orElseThrow(() -> new AssertionError(address + " is not among " + gathered.rows()));
    }

    private static Set<String> suspicious(GatheredRows<ArpCacheFinding> gathered) {
        Set<String> suspicious = new TreeSet<>();
        gathered.rows().stream()
                .filter(row -> !row.getSuspicion().isEmpty())
                .forEach(row -> suspicious.add(row.getIpAddress() + " " + row.getSuspicion()));
        return suspicious;
    }

    private Set<String> oracle() {
        Set<String> seen = new HashSet<>();
        try {
            for (JsonNode entry : new ObjectMapper().readTree(here.ip("-j neigh show nud all"))) {
                seen.add(String.join(
                        " ",
                        entry.path("dst").asText(),
                        entry.path("dev").asText(),
                        entry.path("lladdr").asText("-"),
                        entry.path("state").path(0).asText("-"),
                        entry.has("router") ? "router" : "-"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return seen;
    }

    private static String line(ArpCacheFinding row) {
        return String.join(
                " ",
                row.getIpAddress(),
                row.getInterface$(),
                Objects.requireNonNullElse(row.getMacAddress(), "-"),
                Objects.requireNonNullElse(row.getState(), "-"),
                Boolean.TRUE.equals(row.getIsRouter()) ? "router" : "-");
    }

    @Test
    void agreesWithIp() {
        neighbour("198.51.100.10", "00:1b:21:aa:bb:cc", "reachable");
        neighbour("198.51.100.11", "00:1b:21:aa:bb:cd", "stale");
        neighbour("198.51.100.12", "00:1b:21:aa:bb:ce", "noarp");
        here.ip("neigh replace 198.51.100.13 dev va nud failed");
        neighbour("2001:db8::10", "00:1b:21:aa:bb:10", "permanent");
        here.ip("-6 neigh replace 2001:db8::2 lladdr 00:1b:21:aa:bb:02 dev va nud permanent router");
        here.inside(() -> {
            speak(PEER); // answers
            speak("2001:db8::50");
            speak("198.51.100.99"); // nobody does
            speak("2001:db8::99");
            return true;
        });
        Set<String> states = new HashSet<>();
        Awaitility.await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            Set<String> before = oracle();
            GatheredRows<ArpCacheFinding> ours = collect();
            Set<String> after = oracle();
            assertThat(ours.problems()).isEmpty();
            Set<String> lines = new HashSet<>();
            ours.rows().forEach(row -> lines.add(line(row)));
            Set<String> both = new HashSet<>(before);
            both.retainAll(after);
            assertThat(lines).hasSameSizeAs(ours.rows()).containsAll(both);
            before.addAll(after);
            assertThat(before).containsAll(lines);
            ours.rows().forEach(row -> states.add(row.getState()));
            assertThat(states)
                    .contains("PERMANENT", "REACHABLE", "STALE", "NOARP", "FAILED")
                    .containsAnyOf("INCOMPLETE");
        });
        GatheredRows<ArpCacheFinding> rows = collect();
        assertThat(rows.rows()).allSatisfy(row -> {
            assertThat(row.getInterface$()).isNotNull();
            assertThat(row.getMacAddress() != null
                            || row.getProblems().stream()
                                    .anyMatch(problem -> problem.getItem().equals("mac_address")
                                            && problem.getReason() == ProblemReason.NOT_AVAILABLE))
                    .isTrue();
        });
    }

    private static void speak(String address) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(new byte[] {1}, 1, InetAddress.getByName(address), 9));
        }
    }

    @Test
    void tellsPlaceAndKind() {
        neighbour("198.51.100.10", "00:1b:21:aa:bb:cc", "reachable");
        here.ip("-6 neigh replace 2001:db8::2 lladdr 00:1b:21:aa:bb:02 dev va nud permanent router");
        GatheredRows<ArpCacheFinding> gathered = collect();
        String mac = here.ip("-br link show dev va").split("\\s+", -1)[2];
        ArpCacheFinding plain = row(gathered, "198.51.100.10");
        assertThat(plain.getFamily()).isEqualTo("IPv4");
        assertThat(plain.getMacAddress()).isEqualTo("00:1b:21:aa:bb:cc");
        assertThat(plain.getVendor()).isEqualTo("Intel Corporate");
        assertThat(plain.getType()).isEqualTo("DYNAMIC");
        assertThat(plain.getIsGateway()).isFalse();
        assertThat(plain.getIsRouter()).isNull();
        assertThat(plain.getLocalIp()).isEqualTo("198.51.100.1");
        assertThat(plain.getLocalMac()).isEqualTo(mac);
        assertThat(here.ip("link show dev va")).startsWith(plain.getInterfaceIndex() + ": ");
        ArpCacheFinding gateway = row(gathered, GATEWAY);
        assertThat(gateway.getIsGateway()).isTrue();
        assertThat(gateway.getType()).isEqualTo("STATIC");
        assertThat(gateway.getVendor()).isNull(); // an address set by hand
        ArpCacheFinding router = row(gathered, "2001:db8::2");
        assertThat(router.getIsGateway()).isTrue();
        assertThat(router.getIsRouter()).isTrue();
        assertThat(router.getLocalIp()).isEqualTo("2001:db8::1");
        assertThat(suspicious(gathered)).isEmpty();
    }

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
