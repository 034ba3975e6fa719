package io.quarry.agent.collect.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.jobs.CurrentProcessFinding;
import io.quarry.model.Connection;
import io.quarry.model.SignatureStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Who vouches for images, and which connections a process has. */
@EnabledOnOs(OS.LINUX)
class SceneryIT {
    private static final Pattern LIBRARY = Pattern.compile("(/\\S+) \\(0x");

    @TempDir
    private Path folder = Path.of("");

    private static void needsRoot() {
        Assumptions.assumeTrue(Files.isReadable(Path.of("/etc/shadow")), "namespaces and other users take root");
    }

    @Test
    void tellsWhoVouchesForImageAndModules() throws IOException {
        Assumptions.assumeTrue(Files.exists(Path.of("/var/lib/dpkg/status")), "no dpkg on this host");
        String sleep = Path.of("/bin/sleep").toRealPath().toString();
        try (Planted planted = Planted.start("sleep", sleep, "600")) {
            CurrentProcessFinding row = Gathered.process(planted.pid(), params -> {
                params.setSignatureCheck(true);
                params.setModules(true);
            });
            String version = Planted.output("dpkg-query", "-W", "-f", "${Version}", "coreutils");
            assertThat(row.getSignature().getStatus()).isEqualTo(SignatureStatus.PACKAGED);
            assertThat(row.getSignature().getPackage$()).isEqualTo("coreutils " + version);
            assertThat(row.getModules())
                    .filteredOn(module -> module.getPath().contains("/libc.so.6")
                            || module.getPath().contains("/libc-"))
                    .singleElement()
                    .satisfies(module -> {
                        assertThat(module.getSignature().getStatus()).isEqualTo(SignatureStatus.PACKAGED);
                        assertThat(module.getSignature().getPackage$()).startsWith("libc6 ");
                    });
        }
        Path own = Files.copy(Path.of(sleep), folder.resolve("unknown"));
        try (Planted planted = Planted.start("unknown", own.toString(), "600")) {
            CurrentProcessFinding row = Gathered.process(planted.pid(), params -> params.setSignatureCheck(true));
            assertThat(row.getSignature().getStatus()).isEqualTo(SignatureStatus.NOT_PACKAGED);
            assertThat(row.getSignature().getPackage$()).isNull();
        }
    }

    /** A root folder with a program and what that needs, and a package database that knows it with another content. */
    private Path root() throws IOException {
        Path root = Files.createDirectory(folder.resolve("root"));
        copy(root, "/bin/sleep");
        Matcher libraries = LIBRARY.matcher(Planted.output("ldd", "/bin/sleep"));
        while (libraries.find()) {
            copy(root, libraries.group(1));
        }
        Path info = Files.createDirectories(root.resolve("var/lib/dpkg/info"));
        Files.writeString(
                root.resolve("var/lib/dpkg/status"),
                "Package: planted\nStatus: install ok installed\nArchitecture: all\nVersion: 1\n");
        Files.writeString(info.resolve("planted.list"), "/.\n/bin\n/bin/sleep\n");
        Files.writeString(info.resolve("planted.md5sums"), "0".repeat(32) + "  bin/sleep\n");
        return root;
    }

    private static void copy(Path root, String file) throws IOException {
        Path target = root.resolve(file.substring(1));
        Files.createDirectories(target.getParent());
        Files.copy(Path.of(file), target);
    }

    @Test
    void asksThePackagesOfTheProcessesOwnRoot() throws IOException {
        needsRoot();
        Path root = root();
        for (String[] command : new String[][] {
            {"chroot", root.toString(), "/bin/sleep", "600"},
            {"unshare", "-m", "chroot", root.toString(), "/bin/sleep", "600"}
        }) {
            try (Planted planted = Planted.start("sleep", command)) {
                CurrentProcessFinding row = Gathered.process(planted.pid(), params -> params.setSignatureCheck(true));
                assertThat(row.getSignature().getStatus()).isEqualTo(SignatureStatus.PACKAGED_CHANGED);
                assertThat(row.getSignature().getPackage$()).isEqualTo("planted 1");
                assertThat(row.getRoot()).isEqualTo(root.toString());
            }
        }
    }

    @Test
    void listsConnectionsOfTheKindsAskedFor() throws IOException {
        InetAddress six = InetAddress.getByName("::1");
        try (ServerSocketChannel tcp4 = ServerSocketChannel.open(StandardProtocolFamily.INET);
                ServerSocketChannel tcp6 = ServerSocketChannel.open(StandardProtocolFamily.INET6);
                DatagramChannel udp4 = DatagramChannel.open(StandardProtocolFamily.INET);
                DatagramChannel udp6 = DatagramChannel.open(StandardProtocolFamily.INET6)) {
            tcp4.bind(new InetSocketAddress("127.0.0.1", 0));
            tcp6.bind(new InetSocketAddress(six, 0));
            udp4.bind(new InetSocketAddress("127.0.0.1", 0));
            udp6.bind(new InetSocketAddress(six, 0));
            long self = java.lang.ProcessHandle.current().pid();
            Map<String, Integer> ports = new HashMap<>();
            ports.put("tcp IPv4", ((InetSocketAddress) tcp4.getLocalAddress()).getPort());
            ports.put("tcp IPv6", ((InetSocketAddress) tcp6.getLocalAddress()).getPort());
            ports.put("udp IPv4", ((InetSocketAddress) udp4.getLocalAddress()).getPort());
            ports.put("udp IPv6", ((InetSocketAddress) udp6.getLocalAddress()).getPort());
            Map<String, CurrentProcessFinding> rows = Map.of(
                    "tcp IPv4", Gathered.process(self, params -> params.setTcpIpv4(true)),
                    "tcp IPv6", Gathered.process(self, params -> params.setTcpIpv6(true)),
                    "udp IPv4", Gathered.process(self, params -> params.setUdpIpv4(true)),
                    "udp IPv6", Gathered.process(self, params -> params.setUdpIpv6(true)));
            rows.forEach((kind, row) -> {
                assertThat(row.getConnections())
                        .as(kind)
                        .allMatch(one -> (one.getProtocol() + " " + one.getFamily()).equals(kind))
                        .extracting(Connection::getLocalPort)
                        .contains(ports.get(kind));
                assertThat(row.getHandles()).isNull();
            });
        }
    }

    @Test
    void readsConnectionsInAnotherNetworkNamespace() {
        needsRoot();
        try (Planted planted = Planted.start(
                "socat", "unshare", "-n", "sh", "-c", "ip link set lo up; exec socat TCP4-LISTEN:7777 -")) {
            Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(
                            Gathered.process(planted.pid(), params -> params.setTcpIpv4(true))
                                    .getConnections())
                    .singleElement()
                    .satisfies(connection -> {
                        assertThat(connection.getLocalPort()).isEqualTo(7777);
                        assertThat(connection.getState()).isEqualTo("LISTEN");
                    }));
        }
    }
}
