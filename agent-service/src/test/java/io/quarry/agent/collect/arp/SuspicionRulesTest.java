package io.quarry.agent.collect.arp;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.agent.collect.arp.NetworkInterface.LocalAddress;
import io.quarry.agent.collect.arp.Surroundings.Hop;
import io.quarry.jobs.ArpSuspicion;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules, without any operating system. */
class SuspicionRulesTest {
    private static final String OWN_MAC = "02:00:00:00:00:01";
    private static final String GATEWAY = "192.0.2.254";
    private static final String MAC = "00:1b:21:00:00:fe";

    private static byte[] bytes(String address) {
        try {
            return InetAddress.getByName(address).getAddress();
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] mac(String text) {
        return HexFormat.ofDelimiter(":").parseHex(text);
    }

    private static Neighbour neighbour(long index, String address, String mac) {
        return Neighbour.of(index, bytes(address), mac.isEmpty() ? null : mac(mac));
    }

    private static LocalAddress local(String address, int prefix) {
        return new LocalAddress(address, bytes(address), prefix);
    }

    private static Surroundings surroundings(boolean proxies, boolean resolves) {
        NetworkInterface one = new NetworkInterface(
                1,
                "one",
                mac(OWN_MAC),
                resolves,
                proxies,
                List.of(local("192.0.2.1", 24), local("2001:db8::1", 64), local("fe80::1", 64)));
        NetworkInterface two =
                new NetworkInterface(2, "two", mac("02:00:00:00:00:02"), true, false, List.of(local("10.0.0.1", 8)));
        return new Surroundings(Map.of(1L, one, 2L, two), Set.of(new Hop(1, GATEWAY), new Hop(1, "2001:db8::fe")));
    }

    private static List<List<ArpSuspicion>> judge(Surroundings surroundings, String before, Neighbour... neighbours) {
        SharedMacs shared = new SharedMacs(surroundings);
        Arrays.stream(neighbours).forEach(shared::note);
        Arrays.stream(neighbours).forEach(shared::count);
        SuspicionRules rules = new SuspicionRules(surroundings, shared);
        return Arrays.stream(neighbours)
                .map(n -> rules.of(n, surroundings.isGateway(n) && !before.isEmpty() ? before : null))
                .toList();
    }

    private static List<List<ArpSuspicion>> judge(Neighbour... neighbours) {
        return judge(surroundings(false, true), "", neighbours);
    }

    @Test
    void suspectsWhoAnswersForTheGateway() {
        List<ArpSuspicion> duplicate = List.of(ArpSuspicion.DUPLICATE_MAC);
        assertThat(judge(
                        neighbour(1, "192.0.2.9", MAC),
                        neighbour(1, GATEWAY, MAC),
                        neighbour(1, "192.0.2.8", "00:1b:21:00:00:08")))
                .containsExactly(duplicate, duplicate, List.of()); // whichever comes first
        assertThat(judge(neighbour(2, "10.0.0.9", MAC), neighbour(1, GATEWAY, MAC)))
                .containsOnly(List.of()); // the same router on two interfaces
        assertThat(judge(
                        neighbour(1, "2001:db8::9", MAC),
                        neighbour(1, "2001:db8::fe", MAC),
                        neighbour(1, GATEWAY, MAC)))
                .containsOnly(List.of()); // a router has several IPv6 addresses
        assertThat(judge(neighbour(1, "192.0.2.9", MAC), neighbour(1, "192.0.2.8", MAC)))
                .containsOnly(List.of()); // neither a gateway nor ours
        assertThat(judge(neighbour(1, "192.0.2.9", ""), neighbour(1, GATEWAY, "")))
                .containsOnly(List.of()); // not resolved
    }

    @Test
    void suspectsWhoAnswersForThisHost() {
        assertThat(judge(neighbour(1, "192.0.2.1", MAC), neighbour(1, "192.0.2.9", MAC)))
                .containsExactly(
                        List.of(ArpSuspicion.DUPLICATE_MAC, ArpSuspicion.LOCAL_IP_FOREIGN_MAC),
                        List.of(ArpSuspicion.DUPLICATE_MAC));
        assertThat(judge(neighbour(2, "192.0.2.1", MAC))).containsExactly(List.of(ArpSuspicion.LOCAL_IP_FOREIGN_MAC));
        assertThat(judge(neighbour(2, "192.0.2.1", OWN_MAC)))
                .containsExactly(List.of()); // its other interface, seen through a bridge
        assertThat(judge(neighbour(1, "2001:db8::1", MAC))).containsExactly(List.of(ArpSuspicion.LOCAL_IP_FOREIGN_MAC));
        assertThat(judge(neighbour(1, "fe80::1", MAC), neighbour(2, "fe80::1", MAC)))
                .containsExactly(List.of(ArpSuspicion.LOCAL_IP_FOREIGN_MAC), List.of()); // another link, another host
    }

    @Test
    void believesADeclaredProxy() {
        assertThat(judge(surroundings(true, true), "", neighbour(1, "192.0.2.9", MAC), neighbour(1, GATEWAY, MAC)))
                .containsOnly(List.of());
        assertThat(judge(surroundings(true, true), "", neighbour(1, "192.0.2.1", MAC)))
                .containsExactly(List.of(ArpSuspicion.LOCAL_IP_FOREIGN_MAC)); // nobody answers for us
    }

    @Test
    void suspectsAGatewayThatMoved() {
        assertThat(judge(surroundings(false, true), "00:1b:21:00:00:01", neighbour(1, GATEWAY, MAC)))
                .containsExactly(List.of(ArpSuspicion.GATEWAY_MAC_CHANGED));
        assertThat(judge(surroundings(false, true), MAC, neighbour(1, GATEWAY, MAC)))
                .containsExactly(List.of());
        assertThat(judge(surroundings(false, true), MAC, neighbour(1, GATEWAY, "")))
                .containsExactly(List.of());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00:00:5e:00:01:01", // VRRP, CARP
                "00:00:5e:00:02:ff", // VRRP for IPv6
                "00:00:0c:07:ac:00", // HSRP
                "00:00:0c:9f:f0:00", // HSRP 2
                "00:00:0c:9f:ff:ff",
                "00:05:73:a0:0f:ff", // HSRP 2 for IPv6
                "00:07:b4:00:01:01", // GLBP
                "00:07:b4:03:ff:04"
            })
    void knowsVirtualRouters(String virtual) {
        assertThat(judge(
                        surroundings(false, true),
                        MAC,
                        neighbour(1, GATEWAY, virtual),
                        neighbour(1, "192.0.2.9", virtual),
                        neighbour(1, "192.0.2.1", virtual)))
                .containsOnly(List.of());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00:00:5e:00:00:01",
                "00:00:5e:00:03:01",
                "00:00:0c:07:ad:00",
                "00:00:0c:9f:e0:00",
                "00:05:73:a0:10:00",
                "00:07:b4:04:00:01"
            })
    void knowsTheirBounds(String other) {
        assertThat(judge(surroundings(false, true), "", neighbour(1, GATEWAY, other), neighbour(1, "192.0.2.9", other)))
                .containsOnly(List.of(ArpSuspicion.DUPLICATE_MAC));
    }

    @Test
    void suspectsImpossibleAddresses() {
        String broadcast = "ff:ff:ff:ff:ff:ff";
        assertThat(judge(
                        neighbour(1, "192.0.2.9", broadcast),
                        neighbour(1, "192.0.2.10", "01:00:5e:00:00:09"),
                        neighbour(1, "2001:db8::9", "33:33:00:00:00:09"),
                        neighbour(1, "192.0.2.11", "00:00:00:00:00:00")))
                .containsExactly(
                        List.of(ArpSuspicion.MULTICAST_OR_BROADCAST_MAC),
                        List.of(ArpSuspicion.MULTICAST_OR_BROADCAST_MAC),
                        List.of(ArpSuspicion.MULTICAST_OR_BROADCAST_MAC),
                        List.of(ArpSuspicion.ZERO_MAC));
        assertThat(judge(
                        neighbour(1, "192.0.2.255", broadcast), // of its network
                        neighbour(1, "255.255.255.255", broadcast),
                        neighbour(1, "224.0.0.22", "01:00:5e:00:00:16"),
                        neighbour(1, "ff02::16", "33:33:00:00:00:16")))
                .containsOnly(List.of());
    }

    @Test
    void suspectsNothingWhereNothingIsResolved() {
        Surroundings loopback = surroundings(false, false);
        assertThat(judge(loopback, "", neighbour(1, "192.0.2.7", "00:00:00:00:00:00")))
                .containsExactly(List.of());
        assertThat(judge(Neighbour.of(1, bytes("192.0.2.7"), new byte[] {1, 2, 3, 4})))
                .containsExactly(List.of());
    }

    @Test
    void choosesTheLocalAddress() {
        NetworkInterface one = new NetworkInterface(
                1,
                "one",
                null,
                true,
                false,
                List.of(local("10.0.0.1", 8), local("10.1.0.1", 16), local("fe80::1", 64)));
        assertThat(Stream.of("10.1.2.3", "10.2.2.3", "192.0.2.1", "fe80::9")
                        .map(address -> one.localAddress(bytes(address)).orElse("-")))
                .containsExactly("10.1.0.1", "10.0.0.1", "10.0.0.1", "fe80::1");
    }
}
