package io.quarry.agent.collect.arp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarry.agent.collect.GatheredRows;
import io.quarry.jobs.ArpCacheFinding;
import io.quarry.model.ProblemReason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Planted neighbours, against {@code ip -j neigh}. */
@EnabledOnOs(OS.LINUX)
class LinuxArpCacheIT extends Neighbourhood {
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
}
