package io.quarry.agent.collect.network;

import static io.quarry.agent.collect.network.GatheredConnections.OWN;
import static io.quarry.agent.collect.network.GatheredConnections.collect;
import static io.quarry.agent.collect.network.GatheredConnections.find;
import static io.quarry.agent.collect.network.GatheredConnections.local;
import static io.quarry.agent.collect.network.GatheredConnections.namespace;
import static io.quarry.agent.collect.network.GatheredConnections.one;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.agent.collect.PlantedNamespace;
import io.quarry.jobs.NetworkConnectionFinding;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Who holds a socket: a process, several, one in a container. */
@EnabledOnOs(OS.LINUX)
class SocketHoldersIT {
    @Test
    void tellsTheProcess() throws IOException {
        try (PlantedSockets planted = new PlantedSockets()) {
            int port = planted.keep(new ServerSocket(0, 1, InetAddress.getByName("::1")))
                    .getLocalPort();
            NetworkConnectionFinding row = one(collect(false, p -> p.setTcpIpv6(true)), r -> local(r, "tcp", port));
            assertThat(row.getPid()).isEqualTo(OWN);
            assertThat(row.getProcessName())
                    .isEqualTo(Files.readString(Path.of("/proc/self/comm")).strip());
            assertThat(row.getProcessPath())
                    .isEqualTo(Files.readSymbolicLink(Path.of("/proc/self/exe")).toString());
            assertThat(row.getCommandLine()).contains("java");
            assertThat(row.getUser()).isEqualTo(System.getProperty("user.name"));
            assertThat(row.getNetNamespace()).isEqualTo(namespace());
        }
    }

    /** One row for each process that holds a socket. */
    @Test
    void countsEveryHolder() throws IOException {
        Process parent = new ProcessBuilder(
                        "bash", "-c", "exec 3<>/dev/udp/127.0.0.1/7; sleep 600 & sleep 600 & exec sleep 600")
                .start();
        try {
            Awaitility.await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
                List<NetworkConnectionFinding> rows = find(
                        collect(false, p -> p.setUdpIpv4(true)),
                        r -> r.getPid() != null
                                && (r.getPid() == parent.pid()
                                        || parent.descendants().anyMatch(c -> c.pid() == r.getPid())));
                assertThat(rows).hasSize(3).allSatisfy(row -> assertThat(row.getProcessName())
                        .isEqualTo("sleep"));
                assertThat(rows)
                        .extracting(NetworkConnectionFinding::getInode)
                        .containsOnly(rows.get(0).getInode());
            });
        } finally {
            parent.descendants().forEach(ProcessHandle::destroyForcibly);
            parent.destroyForcibly().onExit().join();
        }
    }

    /** A process in a network namespace and a control group of its own, as container engines make them. */
    @Test
    void namesTheContainer() throws IOException {
        Assumptions.assumeTrue(PlantedNamespace.possible(), "network namespaces need root and ip(8)");
        Path groups = groups();
        Assumptions.assumeTrue(groups != null, "no control groups can be made here");
        String id = "0123456789abcdef".repeat(4);
        Path group = Files.createDirectory(groups.resolve("docker-" + id + ".scope"));
        try (PlantedNamespace there = new PlantedNamespace("c")) {
            String script = "echo $$ > " + group + "/cgroup.procs; exec 3<>/dev/udp/127.0.0.1/9; exec sleep 600";
            Process process = new ProcessBuilder("nsenter", "--net=" + there.handle(), "bash", "-c", script).start();
            try {
                long inode = there.inode();
                Awaitility.await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
                    NetworkConnectionFinding row =
                            one(collect(false, GatheredConnections::four), r -> r.getNetNamespace() == inode);
                    assertThat(row.getPid()).isEqualTo((int) process.pid());
                    assertThat(row.getProcessName()).isEqualTo("sleep");
                    assertThat(row.getCommandLine()).isEqualTo("sleep 600");
                    assertThat(row.getContainerId()).isEqualTo(id);
                    assertThat(row.getRemoteAddress()).isEqualTo("127.0.0.1");
                    assertThat(row.getRemotePort()).isEqualTo(9);
                });
            } finally {
                process.destroyForcibly().onExit().join();
            }
        } finally {
            Awaitility.await().atMost(Duration.ofSeconds(10)).ignoreExceptions().until(() -> {
                Files.delete(group);
                return true;
            });
        }
    }

    /** Where a version 2 control group can be made; null where none can. */
    private static @Nullable Path groups() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/mounts"))) {
            String[] fields = line.split(" ", -1);
            if (fields[2].equals("cgroup2") && Files.isWritable(Path.of(fields[1]))) {
                return Path.of(fields[1]);
            }
        }
        return null;
    }
}
