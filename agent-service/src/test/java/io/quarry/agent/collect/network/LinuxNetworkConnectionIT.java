package io.quarry.agent.collect.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.agent.collect.GatheredRows;
import io.quarry.agent.collect.PlantedNamespace;
import io.quarry.agent.collect.Verdict;
import io.quarry.jobs.NetworkConnectionFinding;
import io.quarry.jobs.NetworkConnectionParams;
import io.quarry.model.Problem;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sockets planted here and in other network namespaces, by netlink and from the texts, against {@code ss}. */
@EnabledOnOs(OS.LINUX)
class LinuxNetworkConnectionIT {
    private static final int OWN = (int) ProcessHandle.current().pid();

    private static GatheredRows<NetworkConnectionFinding> collect(
            boolean textOnly, Consumer<NetworkConnectionParams> switches) {
        NetworkConnectionParams params = new NetworkConnectionParams();
        switches.accept(params);
        GatheredRows<NetworkConnectionFinding> gathered =
                GatheredRows.of(new LinuxNetworkConnection(Path.of("/proc"), Path.of("/etc"), textOnly), params);
        assertThat(gathered.verdict()).isInstanceOf(Verdict.Done.class);
        return gathered;
    }

    private static void four(NetworkConnectionParams params) {
        params.setTcpIpv4(true);
        params.setTcpIpv6(true);
        params.setUdpIpv4(true);
        params.setUdpIpv6(true);
    }

    private static void all(NetworkConnectionParams params) {
        params.setAllNetworkInfo(true);
    }

    private static List<NetworkConnectionFinding> find(
            GatheredRows<NetworkConnectionFinding> gathered, Predicate<NetworkConnectionFinding> wanted) {
        return gathered.rows().stream().filter(wanted).toList();
    }

    private static NetworkConnectionFinding one(
            GatheredRows<NetworkConnectionFinding> gathered, Predicate<NetworkConnectionFinding> wanted) {
        List<NetworkConnectionFinding> found = find(gathered, wanted);
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private static boolean local(NetworkConnectionFinding row, String protocol, int port) {
        return row.getProtocol().equals(protocol) && Objects.equals(row.getLocalPort(), port);
    }

    /** As {@link Ss#inet} has it. */
    private static Map<String, TreeSet<Integer>> lines(
            GatheredRows<NetworkConnectionFinding> gathered, long namespace) {
        Map<String, TreeSet<Integer>> lines = new TreeMap<>();
        for (NetworkConnectionFinding row : gathered.rows()) {
            if (row.getNetNamespace() == namespace) {
                String line = String.join(
                        " ",
                        row.getProtocol(),
                        Objects.requireNonNullElse(row.getState(), "-"),
                        row.getLocalAddress()
                                + (row.getInterface$() == null ? "" : "%" + row.getInterface$())
                                + " "
                                + row.getLocalPort(),
                        row.getRemoteAddress() == null ? "-" : row.getRemoteAddress() + " " + row.getRemotePort(),
                        row.getInode() == null ? "-" : row.getInode().toString(),
                        String.valueOf(row.getRecvQueue()));
                TreeSet<Integer> pids = lines.computeIfAbsent(line, l -> new TreeSet<>());
                if (row.getPid() != null) {
                    pids.add(row.getPid());
                }
            }
        }
        return lines;
    }

    private static long namespace() throws IOException {
        String link = Files.readSymbolicLink(Path.of("/proc/self/ns/net")).toString();
        return Long.parseLong(link.replaceAll("\\D", ""));
    }

    /** Columns that must not be empty without a word. */
    private static void essentials(NetworkConnectionFinding row) {
        Set<String> said = new TreeSet<>();
        row.getProblems()
                .forEach(problem -> said.addAll(Arrays.asList(problem.getItem().split(", ", -1))));
        Map<String, Object> columns = new TreeMap<>();
        for (String column : List.of(
                "local_address", "local_port", "remote_address", "remote_port", "state", "pid", "process_name")) {
            Object value = row.get(column);
            if (value == null) {
                columns.put(column, said.contains(column));
            }
        }
        assertThat(columns.values()).as("%s of %s", columns, row).doesNotContain(false);
        assertThat(row.getPid() == null).isEqualTo(row.getNoOwnerReason() != null);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void agreesWithSs(boolean textOnly) throws IOException {
        long own = namespace();
        try (PlantedSockets planted = new PlantedSockets()) {
            ServerSocket server = planted.keep(new ServerSocket(0, 7, InetAddress.getByName("127.0.0.1")));
            Socket client = planted.keep(new Socket(server.getInetAddress(), server.getLocalPort()));
            planted.keep(server.accept()).getOutputStream().write(new byte[777]);
            planted.keep(new ServerSocket(0, 7, InetAddress.getByName("::1")));
            planted.keep(new DatagramSocket(0, InetAddress.getByName("::1")));
            DatagramSocket connected = planted.keep(new DatagramSocket(0, InetAddress.getByName("127.0.0.1")));
            connected.connect(new InetSocketAddress("127.0.0.1", 9));
            Awaitility.await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> {
                Map<String, TreeSet<Integer>> before = Ss.inet();
                GatheredRows<NetworkConnectionFinding> gathered = collect(textOnly, LinuxNetworkConnectionIT::four);
                Map<String, TreeSet<Integer>> after = Ss.inet();
                Map<String, TreeSet<Integer>> ours = lines(gathered, own);
                Map<String, TreeSet<Integer>> both = new TreeMap<>(before);
                both.entrySet().retainAll(after.entrySet());
                assertThat(both).hasSizeGreaterThanOrEqualTo(6);
                assertThat(ours).containsAllEntriesOf(both);
                before.putAll(after);
                assertThat(before.keySet()).containsAll(ours.keySet());
                gathered.rows().forEach(LinuxNetworkConnectionIT::essentials);
                NetworkConnectionFinding row = one(gathered, r -> local(r, "tcp", client.getLocalPort()));
                assertThat(row.getRecvQueue()).isEqualTo(777);
            });
        }
    }

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

    /** Of IPv4 alone, on a port that the kernel chooses. */
    private static void listening(PlantedSockets planted) {
        int socket = planted.socket(PlantedSockets.AF_INET, PlantedSockets.SOCK_STREAM, 0);
        planted.bind(socket, new byte[] {2, 0, 0, 0, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0});
        planted.listen(socket);
    }

    /** Each switch brings its own kind, and no other. */
    @Test
    void obeysItsSwitches() throws IOException {
        try (PlantedSockets planted = new PlantedSockets()) {
            InetAddress six = InetAddress.getByName("::1"); // Java makes sockets of IPv6 for both families
            planted.keep(new ServerSocket(0, 1, six));
            planted.keep(new DatagramSocket(0, six));
            listening(planted);
            byte[] loopback = {2, 0, 0, 0, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0};
            planted.bind(planted.socket(PlantedSockets.AF_INET, PlantedSockets.SOCK_DGRAM, 0), loopback);
            Map<String, Consumer<NetworkConnectionParams>> switches = Map.of(
                    "tcp IPv4", p -> p.setTcpIpv4(true),
                    "tcp IPv6", p -> p.setTcpIpv6(true),
                    "udp IPv4", p -> p.setUdpIpv4(true),
                    "udp IPv6", p -> p.setUdpIpv6(true));
            switches.forEach((kind, one) -> assertThat(collect(false, one).rows())
                    .extracting(r -> r.getProtocol() + " " + r.getFamily())
                    .containsOnly(kind));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void readsRawPacketPingAndUnixSockets(boolean textOnly) throws IOException {
        Assumptions.assumeTrue(PlantedNamespace.possible(), "raw and packet sockets need root");
        try (PlantedNamespace there = new PlantedNamespace("raw");
                PlantedSockets planted = new PlantedSockets()) {
            String abstractName = "quarry \u00e9 " + OWN;
            there.inside(() -> {
                Files.writeString(Path.of("/proc/sys/net/ipv4/ping_group_range"), "0 0");
                planted.socket(PlantedSockets.AF_INET, PlantedSockets.SOCK_RAW, 89);
                planted.socket(PlantedSockets.AF_INET6, PlantedSockets.SOCK_RAW, 58);
                planted.socket(PlantedSockets.AF_INET, PlantedSockets.SOCK_RAW, 17);
                int ping = planted.socket(PlantedSockets.AF_INET, PlantedSockets.SOCK_DGRAM, 1);
                planted.bind(ping, new byte[] {2, 0, 0, 77, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0});
                int packet =
                        planted.socket(PlantedSockets.AF_PACKET, PlantedSockets.SOCK_RAW, 0x0608); // ARP, big-endian
                planted.option(packet, 263, 1, new byte[] {1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
                byte[] name = abstractName.getBytes(StandardCharsets.UTF_8);
                byte[] address = new byte[name.length + 3];
                address[0] = PlantedSockets.AF_UNIX;
                System.arraycopy(name, 0, address, 3, name.length);
                planted.bind(planted.socket(PlantedSockets.AF_UNIX, PlantedSockets.SOCK_STREAM, 0), address);
                return true;
            });
            long inode = there.inode();
            GatheredRows<NetworkConnectionFinding> gathered = collect(textOnly, LinuxNetworkConnectionIT::all);
            List<NetworkConnectionFinding> rows = find(gathered, r -> r.getNetNamespace() == inode);
            rows.forEach(LinuxNetworkConnectionIT::essentials);
            assertThat(rows).allSatisfy(row -> assertThat(row.getPid()).isEqualTo(OWN));
            assertThat(rows)
                    .extracting(r -> r.getProtocol() + " " + r.getFamily() + " " + r.getLocalPort())
                    .containsExactlyInAnyOrder(
                            "raw IPv4 89",
                            "raw IPv4 17",
                            "raw IPv6 58",
                            "icmp IPv4 77",
                            "packet PACKET null",
                            "unix UNIX null");
            NetworkConnectionFinding packet = one(
                    gathered,
                    r -> r.getNetNamespace() == inode && r.getProtocol().equals("packet"));
            assertThat(packet.getOptions()).contains("raw", "ethertype:0x0806");
            if (!textOnly) {
                assertThat(packet.getOptions()).contains("promiscuous"); // a sniffer; the text does not tell
            }
            NetworkConnectionFinding unix = one(
                    gathered,
                    r -> r.getNetNamespace() == inode && r.getProtocol().equals("unix"));
            assertThat(unix.getSocketPath()).isEqualTo("@" + abstractName);
            assertThat(String.join("\n", Ss.run(new String[] {"nsenter", "--net=" + there.handle()}, "-xaH")))
                    .contains(abstractName);
        }
    }

    /** A path that is broken one way only holds connections in states that pass in a moment otherwise. */
    @Test
    void readsAllStates() throws IOException {
        Assumptions.assumeTrue(PlantedNamespace.possible(), "network namespaces need root and ip(8)");
        try (PlantedNamespace a = new PlantedNamespace("a");
                PlantedNamespace b = new PlantedNamespace("b");
                PlantedSockets planted = new PlantedSockets()) {
            a.join("va", b, "vb");
            a.ip("addr add 198.51.100.1/24 dev va");
            b.ip("addr add 198.51.100.2/24 dev vb");
            ServerSocket server =
                    planted.keep(a.inside(() -> new ServerSocket(7777, 50, InetAddress.getByName("198.51.100.1"))));
            Pair established = pair(planted, server, b);
            Pair waiting = pair(planted, server, b); // one end closed: FIN-WAIT-2 here, CLOSE-WAIT there
            waiting.here.shutdownOutput();
            Pair timed = pair(planted, server, b); // TIME-WAIT
            timed.there.close();
            Pair closing = pair(planted, server, b); // FIN-WAIT-1 there, CLOSING here
            Pair last = pair(planted, server, b); // LAST-ACK
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> timed.here.getInputStream().read() < 0);
            timed.here.close();
            last.there.shutdownOutput();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> last.here.getInputStream().read() < 0);
            a.ip("neigh replace 198.51.100.2 lladdr 02:00:00:00:00:99 dev va nud permanent"); // nothing reaches b
            last.here.close();
            closing.here.close();
            closing.there.close();
            Thread half = new Thread(() -> b.inside(() -> {
                try (Socket syn = planted.keep(new Socket())) {
                    syn.connect(new InetSocketAddress("198.51.100.1", 7777), 60_000);
                } catch (SocketException e) {
                    return false; // closed at the end of the test
                }
                throw new AssertionError("connected");
            }));
            half.setDaemon(true);
            half.start(); // SYN-SENT there, SYN-RECEIVED here
            Awaitility.await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
                GatheredRows<NetworkConnectionFinding> gathered = collect(false, LinuxNetworkConnectionIT::all);
                long inodeA = a.inode();
                long inodeB = b.inode();
                List<NetworkConnectionFinding> rows = find(
                        gathered,
                        r -> (r.getNetNamespace() == inodeA || r.getNetNamespace() == inodeB)
                                && r.getProtocol().equals("tcp"));
                assertThat(rows)
                        .extracting(NetworkConnectionFinding::getState)
                        .contains(
                                "ESTABLISHED",
                                "SYN-SENT",
                                "SYN-RECEIVED",
                                "FIN-WAIT-1",
                                "FIN-WAIT-2",
                                "TIME-WAIT",
                                "CLOSE-WAIT",
                                "LAST-ACK",
                                "LISTEN",
                                "CLOSING");
                rows.forEach(LinuxNetworkConnectionIT::essentials);
                agree(a, gathered);
                agree(b, gathered);
                assertThat(find(gathered, r -> "TIME-WAIT".equals(r.getState())))
                        .isNotEmpty()
                        .allSatisfy(row -> {
                            assertThat(row.getPid()).isNull();
                            assertThat(row.getInode()).isNull();
                            assertThat(row.getUid()).isNull();
                            assertThat(row.getNoOwnerReason()).isEqualTo("TIME_WAIT");
                        });
                assertThat(one(gathered, r -> "SYN-RECEIVED".equals(r.getState()) && r.getNetNamespace() == inodeA)
                                .getNoOwnerReason())
                        .isEqualTo("KERNEL");
                assertThat(one(gathered, r -> "LAST-ACK".equals(r.getState()) && r.getNetNamespace() == inodeA)
                                .getTimer())
                        .matches("RETRANSMIT in \\d+ ms");
                assertThat(one(
                                        gathered,
                                        r -> "ESTABLISHED".equals(r.getState())
                                                && r.getNetNamespace() == inodeA
                                                && r.getRemotePort() == established.there.getLocalPort())
                                .getOptions())
                        .contains("sack")
                        .anyMatch(option -> option.startsWith("congestion:"));
            });
        }
    }

    private static void agree(PlantedNamespace namespace, GatheredRows<NetworkConnectionFinding> gathered) {
        assertThat(lines(gathered, namespace.inode()))
                .containsExactlyInAnyOrderEntriesOf(Ss.inet("nsenter", "--net=" + namespace.handle()));
    }

    private record Pair(Socket here, Socket there) {}

    private static Pair pair(PlantedSockets planted, ServerSocket server, PlantedNamespace from) throws IOException {
        Socket there = planted.keep(from.inside(() -> new Socket(server.getInetAddress(), server.getLocalPort())));
        return new Pair(planted.keep(server.accept()), there);
    }

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
            GatheredRows<NetworkConnectionFinding> gathered = collect(textOnly, LinuxNetworkConnectionIT::four);
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
                            one(collect(false, LinuxNetworkConnectionIT::four), r -> r.getNetNamespace() == inode);
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

    /** The agent's own thread never changes its namespace. */
    @Test
    void staysWhereItIs() throws IOException {
        Assumptions.assumeTrue(PlantedNamespace.possible(), "network namespaces need root and ip(8)");
        Path link = Path.of("/proc/thread-self/ns/net");
        Path before = Files.readSymbolicLink(link);
        try (PlantedNamespace there = new PlantedNamespace("s")) {
            assertThat(there.inode()).isPositive();
            collect(false, LinuxNetworkConnectionIT::all);
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
