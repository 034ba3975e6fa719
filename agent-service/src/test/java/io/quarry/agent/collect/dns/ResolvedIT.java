package io.quarry.agent.collect.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.quarry.jobs.DnsCacheFinding;
import io.quarry.jobs.DnsSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A real systemd-resolved with a filled cache, against {@code resolvectl show-cache}. */
class ResolvedIT {
    private static final Path CACHE = Path.of("target", "trixie").toAbsolutePath();

    @Test
    void agreesWithResolvectl() throws Exception {
        assumeThat(downloaded()).as("Debian 13's packages can be had").isTrue();
        Path folder = ResolverHost.folder();
        try (ResolverHost host = ResolverHost.start(folder, "resolved.sh", CACHE.toString(), folder.toString())) {
            Collected collected = Collected.by(new LinuxDnsCache());
            host.finish("DONE");
            Set<String> both = records(folder.resolve("before"));
            both.retainAll(records(folder.resolve("after")));
            Set<String> either = records(folder.resolve("before"));
            either.addAll(records(folder.resolve("after")));
            List<String> ours = collected.of(DnsSource.SYSTEMD_RESOLVED);
            assertThat(both).hasSizeGreaterThanOrEqualTo(7);
            assertThat(ours).containsAll(both);
            assertThat(ours)
                    .filteredOn(row -> comparable(row) && !row.endsWith(" NODATA"))
                    .allSatisfy(row -> assertThat(either).contains(row));
            assertThat(ours)
                    .contains("t.test TXT \"v=spf1 \\\"q\\\" x\" \"two;\"", "ca.test CAA 0 issue \"le.test\"")
                    .contains(
                            "h.test HTTPS 1 . alpn=h2 ipv4hint=192.0.2.1",
                            "m.test AAAA NODATA",
                            "none.test ANY NXDOMAIN");
            assertThat(collected.rows())
                    .filteredOn(row -> row.getSource() == DnsSource.SYSTEMD_RESOLVED)
                    .extracting(DnsCacheFinding::getTtlSeconds)
                    .allSatisfy(ttl -> assertThat(ttl).isBetween(200L, 300L));
            assertThat(collected.problems())
                    .filteredOn(problem -> problem.getItem().startsWith("systemd"))
                    .isEmpty();
        }
    }

    /** Lines {@code name IN type data}; of types whose text both write alike. */
    private static Set<String> records(Path cache) throws IOException {
        Set<String> records = new TreeSet<>();
        for (String line : Files.readAllLines(cache)) {
            if (line.contains(" IN ")) {
                String record = line.replaceFirst(" IN ", " ").strip();
                if (comparable(record)) {
                    records.add(record);
                }
            }
        }
        return records;
    }

    private static boolean comparable(String record) {
        String type = record.split(" ")[1];
        return Set.of("A", "AAAA", "CNAME", "PTR", "MX", "SRV", "SOA", "ANY").contains(type);
    }

    /** Debian 12's own cannot show its cache, so that of 13 is fetched, once. */
    private static boolean downloaded() throws Exception {
        Path script = Files.createDirectories(CACHE).resolve("fetch.sh");
        try (var in = ResolvedIT.class.getResourceAsStream("/dns/fetch.sh")) {
            Files.write(script, in.readAllBytes());
        }
        return new ProcessBuilder("bash", script.toString(), CACHE.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(CACHE.resolve("log").toFile())
                        .start()
                        .waitFor()
                == 0;
    }
}
