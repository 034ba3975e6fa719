package io.quarry.agent.collect.arp;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.agent.collect.GatheredRows;
import io.quarry.agent.collect.PlantedNamespace;
import io.quarry.agent.collect.Verdict;
import io.quarry.agent.collect.host.StateLocation;
import io.quarry.jobs.ArpCacheFinding;
import io.quarry.jobs.ArpCacheParams;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Neighbours planted in a network namespace with a veth pair, and what {@code ip} says of them. */
abstract class Neighbourhood {
    static final String GATEWAY = "198.51.100.2";

    static final String GATEWAY_MAC = "02:00:00:00:00:02";

    static final String PEER = "198.51.100.50";

    @TempDir
    Path state;

    PlantedNamespace here;

    PlantedNamespace there;

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

    void neighbour(String address, String mac, String state) {
        here.ip("neigh replace " + address + " lladdr " + mac + " dev va nud " + state);
    }

    GatheredRows<ArpCacheFinding> collect() {
        return collect(new StateLocation(state.resolve("made/by/need")));
    }

    GatheredRows<ArpCacheFinding> collect(StateLocation where) {
        GatheredRows<ArpCacheFinding> gathered =
                here.inside(() -> GatheredRows.of(new LinuxArpCache(where), new ArpCacheParams()));
        assertThat(gathered.verdict()).isInstanceOf(Verdict.Done.class);
        return gathered;
    }

    static ArpCacheFinding row(GatheredRows<ArpCacheFinding> gathered, String address) {
        return gathered.rows().stream()
                .filter(row -> row.getIpAddress().equals(address))
                .findFirst()
                .orElseThrow(() -> new AssertionError(address + " is not among " + gathered.rows()));
    }

    static Set<String> suspicious(GatheredRows<ArpCacheFinding> gathered) {
        Set<String> suspicious = new TreeSet<>();
        gathered.rows().stream()
                .filter(row -> !row.getSuspicion().isEmpty())
                .forEach(row -> suspicious.add(row.getIpAddress() + " " + row.getSuspicion()));
        return suspicious;
    }
}
