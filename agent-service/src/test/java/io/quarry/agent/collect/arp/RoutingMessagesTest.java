package io.quarry.agent.collect.arp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.agent.collect.CapturedHost;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.arp.Surroundings.Hop;
import io.quarry.agent.collect.host.MalformedTextException;
import io.quarry.agent.collect.host.netlink.NetlinkReplies;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Replies of rtnetlink: captured, of other machines, cut and forged. */
class RoutingMessagesTest {
    private interface Parser {
        void parse(ByteBuffer bytes, int from, int end) throws MalformedTextException;
    }

    private static void each(ByteBuffer datagram, Parser parser) throws MalformedTextException {
        List<MalformedTextException> failures = new ArrayList<>();
        try {
            new NetlinkReplies(1).read(datagram, (kind, bytes, from, end) -> {
                try {
                    parser.parse(bytes, from, end);
                } catch (MalformedTextException e) {
                    failures.add(e);
                }
            });
        } catch (StoppedException e) {
            throw new AssertionError(e);
        }
        if (!failures.isEmpty()) {
            throw failures.get(0);
        }
    }

    private static List<NeighbourMessage> neighbours(String name) throws MalformedTextException {
        List<NeighbourMessage> found = new ArrayList<>();
        for (ByteBuffer datagram : CapturedHost.datagrams(name)) {
            each(datagram, (bytes, from, end) -> NeighbourMessage.parse(bytes, from, end)
                    .ifPresent(found::add));
        }
        return found;
    }

    private static String text(NeighbourMessage entry) {
        byte[] mac = entry.neighbour().mac();
        return entry.neighbour().ip() + " " + (mac == null ? "-" : Mac.text(mac)) + " " + entry.stateName() + " "
                + entry.type() + (entry.router() ? " router" : "");
    }

    @Test
    void readsNeighbours() throws MalformedTextException {
        assertThat(neighbours("neigh4"))
                .extracting(RoutingMessagesTest::text)
                .contains("198.51.100.2 02:00:00:00:00:02 PERMANENT STATIC", "198.51.100.9 - FAILED DYNAMIC");
        assertThat(neighbours("neigh6"))
                .extracting(RoutingMessagesTest::text)
                .contains("2001:db8::2 00:1b:21:00:00:02 PERMANENT STATIC router");
    }

    @Test
    void readsAddresses() throws MalformedTextException {
        List<String> found = new ArrayList<>();
        for (ByteBuffer datagram : CapturedHost.datagrams("addr")) {
            each(datagram, (bytes, from, end) -> AddressMessage.parse(bytes, from, end)
                    .ifPresent(a -> found.add(a.interfaceIndex() + " "
                            + a.address().text() + "/" + a.address().prefix())));
        }
        assertThat(found).contains("1 127.0.0.1/8", "2 198.51.100.1/24", "1 ::1/128", "2 2001:db8::1/64");
    }

    @Test
    void readsGateways() throws MalformedTextException {
        Set<Hop> hops = new HashSet<>();
        for (String name : List.of("route4", "route6")) {
            for (ByteBuffer datagram : CapturedHost.datagrams(name)) {
                each(datagram, (bytes, from, end) -> RouteMessage.parse(bytes, from, end, hops));
            }
        }
        assertThat(hops)
                .containsExactlyInAnyOrder(
                        new Hop(2, "198.51.100.2"),
                        new Hop(2, "198.51.100.3"),
                        new Hop(2, "198.51.100.4"),
                        new Hop(2, "2001:db8::7"),
                        new Hop(2, "2001:db8::2"));
    }

    /** Big-endian, an InfiniBand address of 20 bytes; a tunnel's, which is none. */
    @Test
    void readsOtherMachines() throws MalformedTextException {
        byte[] bytes = HexFormat.of()
                .parseHex("02000000" + "00000005" + "0002" + "0001" + "00080001c0000201" + "00180002"
                        + "800002080000000000000000000000000000abcd");
        ByteBuffer big = ByteBuffer.wrap(bytes).order(ByteOrder.BIG_ENDIAN);
        NeighbourMessage entry = NeighbourMessage.parse(big, 0, bytes.length).orElseThrow();
        assertThat(text(entry))
                .isEqualTo("192.0.2.1 80:00:02:08:00:00:00:00:00:00:00:00:00:00:00:00:00:00:ab:cd REACHABLE DYNAMIC");
        assertThat(entry.neighbour().interfaceIndex()).isEqualTo(5);
        byte[] none =
                HexFormat.of().parseHex("02000000" + "00000005" + "0040" + "0001" + "00080001c0000201" + "00040002");
        assertThat(NeighbourMessage.parse(ByteBuffer.wrap(none), 0, none.length)
                        .orElseThrow()
                        .neighbour()
                        .mac())
                .isNull();
    }

    @Test
    void survivesCutsAndForgeries() {
        int refused = 0;
        for (String name : List.of("neigh4", "neigh6", "addr", "route4", "route6")) {
            byte[] whole = CapturedHost.datagrams(name).get(0).array();
            for (int i = 0; i < whole.length; i++) {
                byte[] forged = whole.clone();
                forged[i] ^= (byte) 0xff;
                refused += attempt(ByteBuffer.wrap(forged).order(ByteOrder.LITTLE_ENDIAN));
                refused += attempt(ByteBuffer.wrap(whole, 0, i).slice().order(ByteOrder.LITTLE_ENDIAN));
            }
        }
        assertThat(refused).isPositive();
    }

    private static int attempt(ByteBuffer datagram) {
        try {
            each(datagram, (bytes, from, end) -> {
                NeighbourMessage.parse(bytes, from, end);
                AddressMessage.parse(bytes, from, end);
                RouteMessage.parse(bytes, from, end, new HashSet<>());
            });
            return 0;
        } catch (MalformedTextException e) {
            return 1;
        }
    }

    @Test
    void refusesImpossiblePrefixes() {
        byte[] bytes = HexFormat.of().parseHex("0221000001000000" + "08000100c0000201");
        ByteBuffer little = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        assertThatThrownBy(() -> AddressMessage.parse(little, 0, bytes.length))
                .isInstanceOf(MalformedTextException.class);
    }
}
