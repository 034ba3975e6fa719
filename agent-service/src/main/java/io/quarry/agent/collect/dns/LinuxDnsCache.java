package io.quarry.agent.collect.dns;

import io.quarry.agent.collect.Collector;
import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.Verdict;
import io.quarry.jobs.DnsCacheFinding;
import io.quarry.jobs.DnsCacheParams;
import io.quarry.jobs.DnsSource;
import io.quarry.model.Platform;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/** {@code dns-cache} on Linux: the hosts file, and the resolvers that run, each asked over its socket or read from its files. */
@Singleton
public final class LinuxDnsCache implements Collector<DnsCacheParams, DnsCacheFinding> {
    private static final String HOSTS = "/etc/hosts";

    private final Path proc;
    private final HostFiles files;
    private final ResolvedSource resolved;
    private final NscdSource nscd;

    public LinuxDnsCache() {
        this(Path.of("/proc"), Path.of("/"), InstantSource.system());
    }

    /** @param root what is taken for the root of the host */
    LinuxDnsCache(Path proc, Path root, InstantSource clock) {
        this.proc = proc;
        files = new HostFiles(root);
        resolved = new ResolvedSource(proc.resolve("uptime"));
        nscd = new NscdSource(clock);
    }

    @Override
    public String job() {
        return "dns-cache";
    }

    @Override
    public boolean runsOn(Platform platform) {
        return platform == Platform.LINUX;
    }

    @Override
    public Verdict collect(DnsCacheParams params, FindingSink<DnsCacheFinding> sink) throws StoppedException {
        DnsRows hosts = new DnsRows(DnsSource.HOSTS_FILE, HOSTS, sink);
        HostsSource.read(files, HOSTS, hosts);
        hosts.end();
        boolean resolvedSeen = false;
        boolean nscdSeen = false;
        for (RunningResolver resolver : running(sink)) {
            read(resolver, sink);
            resolvedSeen |= resolver.own() && resolver.kind() == RunningResolver.Kind.SYSTEMD_RESOLVED;
            nscdSeen |= resolver.own() && resolver.kind() == RunningResolver.Kind.NSCD;
        }
        if (!resolvedSeen && files.exists(ResolvedSource.SOCKET)) { // its process may be hidden from us
            DnsRows rows = new DnsRows(DnsSource.SYSTEMD_RESOLVED, ResolvedSource.SOCKET, sink);
            resolved.read(files, rows);
            rows.end();
        }
        if (!nscdSeen && files.exists(NscdSource.DATABASE)) { // what it held when it ended
            DnsRows rows = new DnsRows(DnsSource.NSCD, NscdSource.DATABASE, sink);
            nscd.readLeft(files, rows);
            rows.end();
        }
        return new Verdict.Done();
    }

    private List<RunningResolver> running(FindingSink<?> sink) throws StoppedException {
        try {
            return new RunningResolvers(proc, files.root()).find(sink);
        } catch (IOException e) {
            sink.problem(
                    new Problem(proc.toString(), ProblemReason.IO_ERROR, "which resolvers run is not known: " + e));
            return List.of();
        }
    }

    private void read(RunningResolver resolver, FindingSink<DnsCacheFinding> sink) throws StoppedException {
        DnsSource source =
                switch (resolver.kind()) {
                    case SYSTEMD_RESOLVED -> DnsSource.SYSTEMD_RESOLVED;
                    case NSCD -> DnsSource.NSCD;
                    case UNBOUND -> DnsSource.UNBOUND;
                    case DNSMASQ, PIHOLE -> DnsSource.DNSMASQ;
                    case AVAHI -> DnsSource.MDNS;
                    case NAMED, PDNS, KRESD, DNSCRYPT, COREDNS, STUBBY, DNSDIST -> DnsSource.OTHER;
                };
        DnsRows rows = new DnsRows(source, resolver.title(), sink);
        if (!resolver.kind().limitation().isEmpty()) {
            DnsmasqSource.limitation(resolver, rows);
        }
        switch (resolver.kind()) {
            case SYSTEMD_RESOLVED -> resolved.read(resolver.files(), rows);
            case NSCD -> nscd.read(resolver.files(), rows);
            case UNBOUND -> UnboundSource.read(resolver, rows);
            case DNSMASQ, PIHOLE -> DnsmasqSource.read(resolver, rows);
            case NAMED, PDNS, KRESD, DNSCRYPT, COREDNS, STUBBY, DNSDIST, AVAHI -> {} // nothing of them can be read
        }
        rows.end();
    }
}
