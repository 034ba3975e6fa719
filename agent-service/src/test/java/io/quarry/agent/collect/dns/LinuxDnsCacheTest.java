package io.quarry.agent.collect.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.jobs.DnsSource;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The collector over a planted host: missing files, resolvers that show nothing, and hostile ones. */
class LinuxDnsCacheTest {
    private Path folder;
    private Path proc;
    private Path root;

    @BeforeEach
    void plant() throws IOException {
        folder = Files.createTempDirectory(Path.of("/tmp"), "qd"); // names of sockets are bounded
        proc = Files.createDirectories(folder.resolve("proc"));
        root = Files.createDirectories(folder.resolve("root"));
        Files.writeString(proc.resolve("uptime"), "100.50 1.00\n");
        Files.createDirectories(root.resolve("etc"));
        Files.writeString(root.resolve("etc/hosts"), "127.0.0.1 localhost\n");
    }

    @AfterEach
    void remove() throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private Collected collect() {
        return Collected.by(new LinuxDnsCache(proc, root, InstantSource.fixed(Instant.EPOCH)));
    }

    private void process(int pid, String name) throws IOException {
        Path process = Files.createDirectories(proc.resolve(String.valueOf(pid)));
        Files.writeString(process.resolve("comm"), name + "\n");
        Files.writeString(process.resolve("cmdline"), name + "\0");
    }

    private void installed(String name, String version) throws IOException {
        Path status = Files.createDirectories(root.resolve("var/lib/dpkg")).resolve("status");
        Files.writeString(
                status, "Package: other\nVersion: 9\n\nPackage: " + name + "\nStatus: ok\nVersion: " + version + "\n");
    }

    @Test
    void isWholeWhereNoResolverRuns() {
        Collected collected = collect();
        assertThat(collected.of(DnsSource.HOSTS_FILE)).containsExactly("localhost A 127.0.0.1");
        assertThat(collected.problems()).isEmpty();
    }

    @Test
    void namesAResolverThatShowsNothing() throws IOException {
        process(7, "named");
        process(8, "systemd-resolve");
        process(9, "nscd");
        installed("bind9", "1:9.18.24-1");
        Files.createDirectories(root.resolve("usr/lib/systemd"));
        Files.createFile(root.resolve("usr/lib/systemd/libsystemd-shared-252.so"));
        Collected collected = collect();
        assertThat(collected.problems())
                .extracting(Problem::getItem)
                .containsExactlyInAnyOrder(
                        "named 1:9.18.24-1, pid 7",
                        "systemd-resolved 252, pid 8",
                        "nscd, version unknown (no package, no library tells it), pid 9");
        assertThat(collected.problems()).extracting(Problem::getReason).containsOnly(ProblemReason.NOT_AVAILABLE);
    }

    @Test
    void saysWhichLineOfHostsIsWrong() throws IOException {
        Files.writeString(root.resolve("etc/hosts"), "192.0.2.1 a\nnonsense\n192.0.2.2 b\n");
        Collected collected = collect();
        assertThat(collected.of(DnsSource.HOSTS_FILE)).containsExactly("a A 192.0.2.1", "b A 192.0.2.2");
        assertThat(collected.problems()).singleElement().satisfies(p -> assertThat(p.getDetail())
                .contains("line 2"));
    }

    @Test
    void followsNoLinkAndMissesNoFile() throws IOException {
        Files.delete(root.resolve("etc/hosts"));
        assertThat(collect().problems()).extracting(Problem::getReason).containsExactly(ProblemReason.NOT_AVAILABLE);
        Files.createSymbolicLink(root.resolve("etc/hosts"), Path.of("/etc/hosts"));
        Collected linked = collect();
        assertThat(linked.rows()).isEmpty();
        assertThat(linked.problems()).hasSize(1);
    }

    @Test
    void boundsALineWithoutEnd() throws IOException {
        Files.writeString(root.resolve("etc/hosts"), "192.0.2.1 " + "x".repeat(2 << 20) + "\n192.0.2.2 b\n");
        Collected collected = collect();
        assertThat(collected.of(DnsSource.HOSTS_FILE)).contains("b A 192.0.2.2");
        assertThat(collected.problems()).extracting(Problem::getReason).containsExactly(ProblemReason.LIMIT);
    }

    private Collected answered(byte[] answer) throws Exception {
        Path socket =
                Files.createDirectories(root.resolve("run/systemd/resolve")).resolve("io.systemd.Resolve.Monitor");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            CompletableFuture<Void> served = CompletableFuture.runAsync(() -> {
                try (SocketChannel client = server.accept()) {
                    client.read(ByteBuffer.allocate(1_000));
                    ByteBuffer out = ByteBuffer.wrap(answer);
                    while (out.hasRemaining()) {
                        client.write(out);
                    }
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            Collected collected = collect();
            served.join();
            return collected;
        } finally {
            Files.deleteIfExists(socket);
        }
    }

    @Test
    void tellsWhyResolvedRefuses() throws Exception {
        byte[] old = "{\"error\":\"org.varlink.service.MethodNotFound\"}\0".getBytes(StandardCharsets.US_ASCII);
        assertThat(answered(old).problems()).singleElement().satisfies(p -> assertThat(p.getDetail())
                .contains("254"));
        byte[] denied = "{\"error\":\"org.varlink.service.PermissionDenied\"}\0".getBytes(StandardCharsets.US_ASCII);
        assertThat(answered(denied).problems()).extracting(Problem::getReason).containsExactly(ProblemReason.DENIED);
        assertThat(answered(new byte[0]).problems())
                .extracting(Problem::getReason)
                .containsExactly(ProblemReason.MALFORMED);
        assertThat(answered("{\"parameters\":{\"dump\":[]}}\0".getBytes(StandardCharsets.US_ASCII))
                        .problems())
                .isEmpty();
    }
}
