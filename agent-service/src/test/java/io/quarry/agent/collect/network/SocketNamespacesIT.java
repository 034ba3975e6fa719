package io.quarry.agent.collect.network;

import static io.quarry.agent.collect.network.GatheredConnections.OWN;
import static io.quarry.agent.collect.network.GatheredConnections.collect;
import static io.quarry.agent.collect.network.GatheredConnections.find;
import static io.quarry.agent.collect.network.GatheredConnections.local;
import static io.quarry.agent.collect.network.GatheredConnections.namespace;
import static io.quarry.agent.collect.network.GatheredConnections.one;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.agent.collect.GatheredRows;
import io.quarry.agent.collect.PlantedNamespace;
import io.quarry.jobs.NetworkConnectionFinding;
import io.quarry.model.Problem;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Network namespaces other than this one. */
@EnabledOnOs(OS.LINUX)
class SocketNamespacesIT {
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void readsNamespacesWithoutAProcess(boolean textOnly) throws IOException {
        Assumptions.assumeTrue(PlantedNamespace.possible(), "network namespaces need root and ip(8)");
        try (PlantedNamespace there = new PlantedNamespace("n");
                PlantedSockets planted = new PlantedSockets()) {
            there.inside(() -> {
                planted.keep(new ServerSocket(6543));
                int bound = planted.socket(PlantedSockets.AF_INET, PlantedSockets.SOCK_DGRAM, 0);
                planted.option(bound, 1, 25, "lo\0".getBytes(StandardCharsets.US_ASCII));
                planted.bind(bound, new byte[] {2, 0, 0, 99, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
                return true;
            });
            long inode = there.inode();
            GatheredRows<NetworkConnectionFinding> gathered = collect(textOnly, GatheredConnections::four);
            assertThat(find(gathered, r -> r.getNetNamespace() == inode))
                    .extracting(r -> r.getProtocol() + " " + r.getLocalPort() + " " + r.getPid())
                    .containsExactlyInAnyOrder("tcp 6543 " + OWN, "udp 99 " + OWN);
            if (!textOnly) {
                assertThat(one(gathered, r -> r.getNetNamespace() == inode && local(r, "udp", 99))
                                .getInterface$())
                        .isEqualTo("lo");
            }
            assertThat(gathered.problems())
                    .extracting(Problem::getItem)
                    .noneMatch(item -> item.contains(String.valueOf(inode)));
        }
    }

    /** The agent's own thread never changes its namespace. */
    @Test
    void staysWhereItIs() throws IOException {
        Assumptions.assumeTrue(PlantedNamespace.possible(), "network namespaces need root and ip(8)");
        Path link = Path.of("/proc/thread-self/ns/net");
        Path before = Files.readSymbolicLink(link);
        try (PlantedNamespace there = new PlantedNamespace("s")) {
            assertThat(there.inode()).isPositive();
            collect(false, GatheredConnections::all);
            assertThat(Files.readSymbolicLink(link)).isEqualTo(before);
            // a thread that looked elsewhere is gone for Java a moment before it is for the kernel
            Awaitility.await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> everyThreadIsIn(before));
        }
    }

    private static void everyThreadIsIn(Path namespace) throws IOException {
        try (var tasks = Files.list(Path.of("/proc/self/task"))) {
            tasks.forEach(task -> {
                try {
                    assertThat(Files.readSymbolicLink(task.resolve("ns/net"))).isEqualTo(namespace);
                } catch (IOException e) {
                    assertThat(task).doesNotExist(); // it ended
                }
            });
        }
    }
}
