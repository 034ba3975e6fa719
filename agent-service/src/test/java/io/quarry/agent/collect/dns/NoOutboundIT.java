package io.quarry.agent.collect.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Nothing goes out: by the system calls of a collection, and by a capture of all interfaces while all resolvers are read. */
class NoOutboundIT {
    private static Path folder;
    private static ResolverHost host;

    @BeforeAll
    static void watch() throws IOException {
        ResolverHost.needs("/usr/bin/strace", "/usr/bin/tcpdump", "/usr/sbin/nscd", "/usr/sbin/dnsmasq");
        folder = ResolverHost.folder();
        host = ResolverHost.start(
                folder,
                "resolvers.sh",
                folder.toString(),
                "strace",
                "-f",
                "-e",
                "trace=%network",
                "-o",
                folder.resolve("trace").toString(),
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                CollectOnce.class.getName(),
                folder.resolve("rows").toString());
    }

    @AfterAll
    static void stop() throws IOException {
        if (host != null) {
            host.close();
        }
    }

    @Test
    void itDidCollect() throws IOException {
        List<String> rows = Files.readAllLines(folder.resolve("rows"));
        assertThat(rows)
                .contains(
                        "UNBOUND a.test A 192.0.2.1",
                        "NSCD host.quarry.test A 192.0.2.50",
                        "DNSMASQ h.dm.test A 192.0.2.9")
                .contains("HOSTS_FILE alias.quarry.test A 192.0.2.50");
    }

    @Test
    void noSocketIsConnectedButThoseOfTheFileSystem() throws IOException {
        List<String> calls = Files.readAllLines(folder.resolve("trace"), StandardCharsets.ISO_8859_1);
        assertThat(calls)
                .anyMatch(call -> call.contains("connect(") && call.contains("AF_UNIX") && call.contains("/ctl"));
        assertThat(calls)
                .filteredOn(call -> call.contains("connect(") || call.contains("bind(") || call.contains("listen("))
                .allSatisfy(call -> assertThat(call).contains("AF_UNIX"));
        assertThat(calls)
                .filteredOn(call -> call.contains("sendto(") || call.contains("sendmsg(") || call.contains("sendmmsg("))
                .noneMatch(call -> call.contains("AF_INET") || call.contains("AF_NETLINK"));
    }

    @Test
    void noPacketIsSent() throws Exception {
        Process process = new ProcessBuilder(
                        "tcpdump", "-nn", "-A", "-r", folder.resolve("capture").toString())
                .redirectErrorStream(true)
                .start();
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1)
                .lines()
                .toList();
        assertThat(process.waitFor()).isZero();
        // the script's own packets show that the capture would have seen one, before and after
        assertThat(lines).anyMatch(line -> line.contains("begin")).anyMatch(line -> line.contains("end"));
        assertThat(lines)
                .filteredOn(line -> line.matches("\\d\\d:\\d\\d:\\d\\d\\..*"))
                .isNotEmpty()
                .allMatch(line -> line.contains("> 10.99.0.2.9:"));
    }
}
