package io.quarry.agent.collect.dns;

import java.util.List;
import java.util.Optional;

/**
 * A resolver that runs.
 *
 * @param kind which it is
 * @param files below the root that it sees
 * @param own whether that root is ours
 * @param arguments of its command line
 */
record RunningResolver(Kind kind, int pid, HostFiles files, boolean own, List<String> arguments) {

    /** The resolvers that are known, by the names of their processes (15 bytes at most). */
    enum Kind {
        SYSTEMD_RESOLVED(
                "systemd-resolved",
                List.of("systemd-resolve", "systemd-resolved"),
                List.of("systemd-resolved", "systemd"),
                ""),
        NSCD("nscd", List.of("nscd"), List.of("nscd"), ""),
        UNBOUND("unbound", List.of("unbound"), List.of("unbound"), ""),
        DNSMASQ(
                "dnsmasq",
                List.of("dnsmasq"),
                List.of("dnsmasq-base", "dnsmasq"),
                "it shows its cache in its log alone, on a signal; the records it is configured with are given"),
        PIHOLE(
                "pihole-FTL",
                List.of("pihole-FTL"),
                List.of("pihole-ftl"),
                "it shows its cache in its log alone, on a signal"),
        NAMED("named", List.of("named"), List.of("bind9"), "it dumps its cache to a file alone, on command"),
        PDNS(
                "pdns_recursor",
                List.of("pdns_recursor"),
                List.of("pdns-recursor"),
                "it dumps its cache to a file alone, on command"),
        KRESD("kresd", List.of("kresd"), List.of("knot-resolver"), "its cache is a private database without names"),
        DNSCRYPT(
                "dnscrypt-proxy", List.of("dnscrypt-proxy"), List.of("dnscrypt-proxy"), "it keeps its cache to itself"),
        COREDNS("coredns", List.of("coredns"), List.of("coredns"), "it keeps its cache to itself"),
        STUBBY("stubby", List.of("stubby"), List.of("stubby"), "it keeps its cache to itself"),
        DNSDIST(
                "dnsdist",
                List.of("dnsdist"),
                List.of("dnsdist"),
                "it shows its cache on its console alone, encrypted"),
        AVAHI(
                "avahi-daemon",
                List.of("avahi-daemon"),
                List.of("avahi-daemon"),
                "it keeps its cache of mDNS answers to itself");

        private final String label;
        private final List<String> processes;
        private final List<String> packages;
        private final String limitation;

        Kind(String label, List<String> processes, List<String> packages, String limitation) {
            this.label = label;
            this.processes = processes;
            this.packages = packages;
            this.limitation = limitation;
        }

        static Optional<Kind> of(String process) {
            for (Kind kind : values()) {
                if (kind.processes.contains(process)) {
                    return Optional.of(kind);
                }
            }
            return Optional.empty();
        }

        String label() {
            return label;
        }

        /** Why its cache cannot be had; empty when it can. */
        String limitation() {
            return limitation;
        }

        /** Packages that hold it, the likelier first. */
        List<String> packages() {
            return packages;
        }
    }

    /** Its name with its version, and where it runs. */
    String title() {
        String version = ResolverVersion.of(this)
                .map(found -> " " + found)
                .orElse(", version unknown (no package, no library tells it)");
        return kind.label() + version + ", pid " + pid;
    }
}
