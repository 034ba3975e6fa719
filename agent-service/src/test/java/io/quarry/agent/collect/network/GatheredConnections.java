package io.quarry.agent.collect.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.agent.collect.GatheredRows;
import io.quarry.agent.collect.Verdict;
import io.quarry.jobs.NetworkConnectionFinding;
import io.quarry.jobs.NetworkConnectionParams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Collections of this host, and what to look for in them. */
final class GatheredConnections {

    private GatheredConnections() {}

    static final int OWN = (int) ProcessHandle.current().pid();

    static GatheredRows<NetworkConnectionFinding> collect(
            boolean textOnly, Consumer<NetworkConnectionParams> switches) {
        NetworkConnectionParams params = new NetworkConnectionParams();
        switches.accept(params);
        GatheredRows<NetworkConnectionFinding> gathered =
                GatheredRows.of(new LinuxNetworkConnection(Path.of("/proc"), Path.of("/etc"), textOnly), params);
        assertThat(gathered.verdict()).isInstanceOf(Verdict.Done.class);
        return gathered;
    }

    static void four(NetworkConnectionParams params) {
        params.setTcpIpv4(true);
        params.setTcpIpv6(true);
        params.setUdpIpv4(true);
        params.setUdpIpv6(true);
    }

    static void all(NetworkConnectionParams params) {
        params.setAllNetworkInfo(true);
    }

    static List<NetworkConnectionFinding> find(
            GatheredRows<NetworkConnectionFinding> gathered, Predicate<NetworkConnectionFinding> wanted) {
        return gathered.rows().stream().filter(wanted).toList();
    }

    static NetworkConnectionFinding one(
            GatheredRows<NetworkConnectionFinding> gathered, Predicate<NetworkConnectionFinding> wanted) {
        List<NetworkConnectionFinding> found = find(gathered, wanted);
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    static boolean local(NetworkConnectionFinding row, String protocol, int port) {
        return row.getProtocol().equals(protocol) && Objects.equals(row.getLocalPort(), port);
    }

    /** As {@link Ss#inet} has it. */
    static Map<String, TreeSet<Integer>> lines(GatheredRows<NetworkConnectionFinding> gathered, long namespace) {
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

    static long namespace() throws IOException {
        String link = Files.readSymbolicLink(Path.of("/proc/self/ns/net")).toString();
        return Long.parseLong(link.replaceAll("\\D", ""));
    }

    /** Columns that must not be empty without a word. */
    static void essentials(NetworkConnectionFinding row) {
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
}
