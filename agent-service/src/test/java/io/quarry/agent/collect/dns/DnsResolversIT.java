package io.quarry.agent.collect.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.jobs.DnsCacheFinding;
import io.quarry.jobs.DnsSource;
import io.quarry.model.ProblemReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Debian's unbound, nscd and dnsmasq with filled caches, each against its own program or the C library's answers. */
class DnsResolversIT {
    private static Path folder;
    private static ResolverHost host;
    private static Collected collected;
    private static String before;
    private static String after;

    @BeforeAll
    static void start() throws Exception {
        ResolverHost.needs("/usr/sbin/nscd", "/usr/sbin/dnsmasq", "/usr/sbin/unbound-control");
        folder = ResolverHost.folder();
        host = ResolverHost.start(folder, "resolvers.sh", folder.toString());
        before = dump();
        collected = Collected.by(new LinuxDnsCache());
        after = dump();
    }

    @AfterAll
    static void stop() throws IOException {
        if (host != null) {
            host.close();
        }
    }

    private static String dump() throws Exception {
        Process process = new ProcessBuilder(
                        "unbound-control", "-c", folder.resolve("unbound.conf").toString(), "dump_cache")
                .start();
        String dump = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return dump;
    }

    /** Records of unbound's own dump, as this package writes them. */
    private static Set<String> records(String dump) {
        Set<String> records = new TreeSet<>();
        for (String line : dump.substring(0, dump.indexOf("END_RRSET_CACHE")).split("\n")) {
            String[] fields = line.split("\t");
            if (fields.length == 5) {
                boolean name = Set.of("CNAME", "MX", "SRV", "NS", "PTR").contains(fields[3]);
                records.add(fields[0].replaceAll("\\.$", "") + " " + fields[3] + " "
                        + (name ? fields[4].replaceAll("\\.$", "") : fields[4]));
            }
        }
        return records;
    }

    @Test
    void hasUnboundsCache() {
        Set<String> both = records(before);
        both.retainAll(records(after));
        assertThat(both).hasSizeGreaterThanOrEqualTo(6);
        List<String> ours = collected.of(DnsSource.UNBOUND);
        assertThat(ours).containsAll(both).contains("none.test A NXDOMAIN", "m.test AAAA NODATA");
        assertThat(ours).contains("x.local.test A 192.0.2.77").doesNotContain("onion SOA localhost. nobody.invalid.");
        Set<String> either = records(before);
        either.addAll(records(after));
        assertThat(collected.rows())
                .filteredOn(row ->
                        row.getSource() == DnsSource.UNBOUND && row.getFlags().isEmpty() && row.getData() != null)
                .allSatisfy(row -> assertThat(either).contains(Collected.text(row)))
                .allSatisfy(row -> assertThat(row.getTtlSeconds()).isBetween(200L, 300L));
    }

    @Test
    void hasWhatNscdAnswered() throws IOException {
        List<String> expected = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve("getent"))) {
            String address = line.split(" +")[0];
            expected.add("host.quarry.test " + (address.contains(":") ? "AAAA " : "A ") + address);
        }
        List<String> ours = collected.of(DnsSource.NSCD);
        assertThat(expected).hasSizeGreaterThanOrEqualTo(3);
        assertThat(ours).containsAll(expected);
        assertThat(ours)
                .contains("alias.quarry.test CNAME host.quarry.test", "50.2.0.192.in-addr.arpa PTR host.quarry.test");
        assertThat(collected.rows())
                .filteredOn(row -> row.getName().equals("none.quarry.invalid"))
                .hasSize(2)
                .allSatisfy(row -> assertThat(row.getFlags()).contains("NOT_FOUND"));
    }

    @Test
    void hasDnsmasqsRecordsAndSaysThatItsCacheIsHidden() {
        assertThat(collected.of(DnsSource.DNSMASQ))
                .contains(
                        "h.dm.test A 192.0.2.9",
                        "h.dm.test AAAA 2001:db8::9",
                        "al.dm.test CNAME h.dm.test",
                        "9.2.0.192.in-addr.arpa PTR h.dm.test",
                        "wild.dm.test A 192.0.2.8");
        assertThat(collected.problems())
                .filteredOn(problem -> problem.getItem().startsWith("dnsmasq"))
                .singleElement()
                .satisfies(problem -> assertThat(problem.getReason()).isEqualTo(ProblemReason.NOT_AVAILABLE))
                .satisfies(problem -> assertThat(problem.getItem()).matches("dnsmasq 2\\.\\d+.*, pid \\d+"));
    }

    @Test
    void saysWhichUnboundShowsNothing() {
        assertThat(collected.problems())
                .filteredOn(problem -> problem.getItem().startsWith("unbound "))
                .extracting(io.quarry.model.Problem::getDetail)
                .anyMatch(detail -> detail.contains("control-enable"));
    }

    @Test
    void fillsTheEssentialColumns() {
        for (DnsCacheFinding row : collected.rows()) {
            assertThat(row.getName()).isNotEmpty();
            assertThat(row.getType()).isNotEmpty();
            assertThat(row.getData() == null && row.getProblems().isEmpty()).isFalse();
        }
    }
}
