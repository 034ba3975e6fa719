package io.quarry.agent.collect.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.jobs.CurrentProcessFinding;
import io.quarry.jobs.ProcessHandle;
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
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Signatures, connections, and processes in namespaces, roots and under users of their own. */
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

    @Test
    void readsProcessesInNamespacesOfTheirOwn() throws IOException {
        needsRoot();
        try (Planted planted = Planted.start(
                "sleep",
                "setpriv",
                "--reuid=65534",
                "--regid=65534",
                "--clear-groups",
                "unshare",
                "-Ur",
                "sleep",
                "600")) {
            CurrentProcessFinding row = Gathered.process(planted.pid(), params -> {
                params.setUserInfo(true);
                params.setNamespaces(true);
            });
            assertThat(row.getUser().getUid()).isEqualTo(65534); // root in there, nobody out here
            assertThat(row.getUser().getName()).isEqualTo("nobody");
            assertThat(Files.readSymbolicLink(Path.of("/proc", String.valueOf(planted.pid()), "ns/user")))
                    .hasToString("user:[" + row.getNamespaces().get("user") + "]")
                    .isNotEqualTo(Files.readSymbolicLink(Path.of("/proc/self/ns/user")));
        }
        try (Planted planted = Planted.start("unshare", "unshare", "-pimnu", "-f", "--mount-proc", "sleep", "600")) {
            Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                Gathered inside = Gathered.with(params -> {
                    params.setParentPid((int) planted.pid());
                    params.setAllHandles(true);
                    params.setModules(true);
                    params.setSignatureCheck(true);
                });
                assertThat(inside.rows()).singleElement().satisfies(row -> {
                    assertThat(row.getName()).isEqualTo("sleep");
                    assertThat(row.getPath()).endsWith("/sleep");
                    assertThat(row.getHandles()).isNotEmpty();
                    assertThat(row.getSignature().getStatus()).isEqualTo(SignatureStatus.PACKAGED);
                });
                assertThat(inside.problems()).isEmpty();
            });
        }
    }

    @Test
    void hasRowsForThreadsOfTheKernel() {
        Gathered gathered = Gathered.with(params -> {
            params.setPid(2);
            params.setAllHandles(true);
            params.setModules(true);
            params.setSignatureCheck(true);
            params.setTcpIpv4(true);
        });
        Assumptions.assumeTrue(
                !gathered.rows().isEmpty() && gathered.rows().get(0).getKernelThread(), "a container has none");
        CurrentProcessFinding row = gathered.rows().get(0);
        assertThat(row.getName()).isEqualTo("kthreadd");
        assertThat(row.getPath()).isNull();
        assertThat(row.getCommandLine()).isNull();
        assertThat(row.getModules()).isEmpty();
        assertThat(row.getConnections()).isEmpty();
        assertThat(row.getSignature()).isNull();
        assertThat(row.getHandles()).extracting(ProcessHandle::getType).containsOnly("THREAD");
        assertThat(row.getProblems()).isEmpty();
    }

    /** What lsof says of a descriptor. */
    private record Seen(String access, String type, String name) {}

    @Test
    void agreesWithLsof() throws IOException {
        Assumptions.assumeTrue(Files.exists(Path.of("/usr/bin/lsof")), "lsof is not installed");
        Path file = Files.createFile(folder.resolve("file"));
        Planted.output("mkfifo", folder.resolve("fifo").toString());
        String script =
                "cd " + folder + "; exec 5</etc/passwd 6>>file 7</etc 8<>fifo 9<>/dev/null; rm file; exec sleep 600";
        try (Planted planted = Planted.start("sleep", "bash", "-c", script)) {
            Map<Long, ProcessHandle> ours = new HashMap<>();
            Gathered.process(planted.pid(), params -> params.setAllHandles(true)).getHandles().stream()
                    .filter(handle ->
                            handle.getValue() != null && !handle.getType().equals("THREAD"))
                    .filter(handle -> !handle.getType().equals("KEY"))
                    .forEach(handle -> ours.put(handle.getValue(), handle));
            Map<Long, Seen> theirs = lsof(planted.pid());
            assertThat(ours.keySet()).isEqualTo(theirs.keySet()).contains(5L, 6L, 7L, 8L, 9L);
            theirs.forEach((value, seen) -> {
                ProcessHandle handle = Objects.requireNonNull(ours.get(value));
                assertThat(handle.getType()).as("%s", seen).isEqualTo(type(seen.type));
                assertThat(handle.getRights().contains("READ")).as("%s", seen).isEqualTo(!seen.access.equals("w"));
                assertThat(handle.getRights().contains("WRITE")).as("%s", seen).isEqualTo(!seen.access.equals("r"));
                if (seen.name.startsWith("/")) {
                    assertThat(handle.getName()).isEqualTo(seen.name);
                }
            });
            assertThat(Objects.requireNonNull(ours.get(6L)).getName()).isEqualTo(file + " (deleted)");
        }
    }

    private static String type(String lsof) {
        return switch (lsof) {
            case "REG", "CHR", "BLK" -> "FILE";
            case "DIR" -> "DIRECTORY";
            case "FIFO" -> "PIPE";
            case "unix" -> "ALPC";
            default -> lsof;
        };
    }

    private static Map<Long, Seen> lsof(long pid) {
        Map<Long, Seen> seen = new HashMap<>();
        Long descriptor = null;
        String access = "";
        String type = "";
        for (String line : Planted.output("lsof", "-nP", "-p", String.valueOf(pid), "-F", "ftan")
                .split("\n", -1)) {
            String text = line.isEmpty() ? "" : line.substring(1);
            switch (line.isEmpty() ? ' ' : line.charAt(0)) {
                case 'f' -> descriptor = text.matches("\\d+") ? Long.valueOf(text) : null;
                case 'a' -> access = text.strip();
                case 't' -> type = text;
                case 'n' -> put(seen, descriptor, new Seen(access, type, text));
                default -> {}
            }
        }
        return seen;
    }

    private static void put(Map<Long, Seen> seen, @Nullable Long descriptor, Seen one) {
        if (descriptor != null) {
            seen.put(descriptor, one);
        }
    }

    @Test
    void saysWhatAnotherUserMayNotSee() {
        needsRoot();
        String classes = System.getProperty("java.class.path");
        String java = CollectAsAnother.java();
        String asNobody = "setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=+dac_read_search "
                + "--ambient-caps=+dac_read_search --bounding-set=-sys_ptrace -- " + java
                + " -XX:+UseSerialGC -Xshare:auto -XX:TieredStopAtLevel=1 -cp \"$0\" "
                + CollectAsAnother.class.getName();
        String open = Planted.output("bash", "-c", asNobody, classes);
        assertThat(open).contains("problem DENIED pid 1 ").contains("rows ").doesNotContain("hidepid");
        String hidden = Planted.output(
                "unshare", "-m", "bash", "-c", "mount -t proc -o hidepid=2 proc /proc && " + asNobody, classes);
        assertThat(hidden)
                .containsPattern("problem DENIED /proc mounted with hidepid=(2|invisible): .* uid 65534; .* \\d+ threads")
                .doesNotContain("pid 1 ");
        assertThat(rows(hidden)).isBetween(1, rows(open) - 1);
    }

    private static int rows(String output) {
        Matcher rows = Pattern.compile("rows (\\d+)").matcher(output);
        assertThat(rows.find()).as(output).isTrue();
        return Integer.parseInt(rows.group(1));
    }
}
