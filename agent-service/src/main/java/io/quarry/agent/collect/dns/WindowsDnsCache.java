package io.quarry.agent.collect.dns;

import io.quarry.agent.collect.Collector;
import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.Verdict;
import io.quarry.agent.collect.host.windows.WindowsProblems;
import io.quarry.agent.natives.windows.DnsResolverCache;
import io.quarry.agent.natives.windows.WindowsCallException;
import io.quarry.jobs.DnsCacheFinding;
import io.quarry.jobs.DnsCacheParams;
import io.quarry.jobs.DnsSource;
import io.quarry.model.Platform;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code dns-cache} on Windows: the hosts file, and what the DNS client's service holds. */
@Singleton
public final class WindowsDnsCache implements Collector<DnsCacheParams, DnsCacheFinding> {
    private static final String CACHE = "DNS client cache";

    @Override
    public String job() {
        return "dns-cache";
    }

    @Override
    public boolean runsOn(Platform platform) {
        return platform == Platform.WINDOWS;
    }

    @Override
    public Verdict collect(DnsCacheParams params, FindingSink<DnsCacheFinding> sink) throws StoppedException {
        hosts(sink);
        DnsRows rows = new DnsRows(DnsSource.WINDOWS_CACHE, CACHE, sink);
        try {
            Set<DnsResolverCache.Entry> asked = new HashSet<>();
            for (DnsResolverCache.Entry entry : DnsResolverCache.entries()) {
                if (!entry.name().isEmpty() && asked.add(entry)) {
                    records(entry, rows);
                }
            }
        } catch (LinkageError e) {
            sink.problem(new Problem(
                    CACHE, ProblemReason.NOT_AVAILABLE, "this Windows does not show it: " + e.getMessage()));
        } catch (WindowsCallException e) {
            String detail = "the DNS client's service does not show it: " + e.getMessage();
            sink.problem(new Problem(CACHE, ProblemReason.NOT_AVAILABLE, detail));
        } catch (IllegalArgumentException e) {
            sink.problem(WindowsProblems.malformed(CACHE, e));
        }
        rows.end();
        return new Verdict.Done();
    }

    private static void hosts(FindingSink<DnsCacheFinding> sink) throws StoppedException {
        Path file = Path.of(
                Objects.requireNonNullElse(System.getenv("SystemRoot"), "C:\\Windows"),
                "System32\\drivers\\etc\\hosts");
        DnsRows rows = new DnsRows(DnsSource.HOSTS_FILE, file.toString(), sink);
        try (InputStream in = Files.newInputStream(file)) {
            HostsSource.read(in, rows);
        } catch (IOException e) {
            rows.failed(file.toString(), e);
        }
        rows.end();
    }

    private static void records(DnsResolverCache.Entry entry, DnsRows rows) throws StoppedException {
        String type = RecordTypes.name(entry.type());
        try {
            for (DnsResolverCache.Answer answer : DnsResolverCache.answers(entry)) {
                rows.row(record(answer));
            }
        } catch (WindowsCallException e) {
            String status = status(e.code());
            if (status != null) {
                rows.row(CachedRecord.negative(HostsFile.withoutDot(entry.name()), type, status, null, List.of()));
            } else { // it has gone since the table was read, or can't be told
                rows.problem(ProblemReason.NOT_AVAILABLE, entry.name() + ' ' + type + ": " + e.getMessage());
            }
        }
    }

    static CachedRecord record(DnsResolverCache.Answer answer) {
        CachedRecord.@Nullable Section section =
                switch (answer.section()) {
                    case 1 -> CachedRecord.Section.ANSWER;
                    case 2 -> CachedRecord.Section.AUTHORITY;
                    case 3 -> CachedRecord.Section.ADDITIONAL;
                    default -> null; // 0 is the question
                };
        String name = HostsFile.withoutDot(answer.name());
        return CachedRecord.found(name, RecordTypes.name(answer.type()), answer.data(), answer.ttl(), List.of())
                .in(section);
    }

    static @Nullable String status(int code) {
        return switch (code) {
            case DnsResolverCache.NAME_ERROR -> "NXDOMAIN";
            case DnsResolverCache.NO_RECORDS -> "NODATA";
            default -> null;
        };
    }
}
