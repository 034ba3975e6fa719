package io.quarry.agent.collect.arp;

import io.quarry.agent.collect.Collector;
import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.Verdict;
import io.quarry.agent.collect.arp.GatewayBaseline.Gateway;
import io.quarry.agent.collect.host.MalformedTextException;
import io.quarry.agent.collect.host.StateLocation;
import io.quarry.agent.natives.linux.Errno;
import io.quarry.agent.natives.linux.KernelCallException;
import io.quarry.agent.natives.linux.NetlinkSocket;
import io.quarry.jobs.ArpCacheFinding;
import io.quarry.jobs.ArpCacheParams;
import io.quarry.model.Platform;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code arp-cache} on Linux: rtnetlink(7) in the agent's own network namespace. */
@Singleton
public final class LinuxArpCache implements Collector<ArpCacheParams, ArpCacheFinding> {
    private final Path proc;
    private final GatewayBaseline baseline;
    private @Nullable OuiTable makers;

    /** @param state where the gateways' link addresses are kept from one task to the next */
    @Inject
    public LinuxArpCache(StateLocation state) {
        this(Path.of("/proc"), state);
    }

    LinuxArpCache(Path proc, StateLocation state) {
        this.proc = proc;
        this.baseline = new GatewayBaseline(state.folder());
    }

    @Override
    public String job() {
        return "arp-cache";
    }

    @Override
    public boolean runsOn(Platform platform) {
        return platform == Platform.LINUX;
    }

    @Override
    public Verdict collect(ArpCacheParams params, FindingSink<ArpCacheFinding> sink) throws StoppedException {
        NetlinkSocket socket;
        try {
            socket = NetlinkSocket.open(NetlinkSocket.ROUTE);
        } catch (KernelCallException e) {
            return Errno.denied(e.errno())
                    ? new Verdict.Denied("netlink sockets (" + e.getMessage() + ")")
                    : new Verdict.Unsupported("this kernel has no rtnetlink: " + e.getMessage());
        } catch (LinkageError e) {
            return new Verdict.Unsupported("the C library cannot be called: " + e.getMessage());
        }
        try (socket) {
            collect(new NeighbourTables(socket, proc, sink), sink);
        } catch (KernelCallException | MalformedTextException e) {
            ProblemReason reason =
                    e instanceof MalformedTextException ? ProblemReason.MALFORMED : ProblemReason.IO_ERROR;
            sink.problem(new Problem("rtnetlink", reason, e.getMessage()));
        }
        return new Verdict.Done();
    }

    private void collect(NeighbourTables tables, FindingSink<ArpCacheFinding> sink)
            throws KernelCallException, MalformedTextException, StoppedException {
        Surroundings surroundings = tables.surroundings();
        SharedMacs shared = new SharedMacs(surroundings);
        tables.each(entry -> shared.note(entry.neighbour()));
        if (!shared.empty()) {
            tables.each(entry -> shared.count(entry.neighbour()));
        }
        Map<Gateway, String> before = before(sink);
        ArpRows rows = new ArpRows(surroundings, new SuspicionRules(surroundings, shared), makers(), tables.network());
        tables.each(entry -> {
            sink.row(rows.row(entry, before));
            sink.checkpoint();
        });
        if (!rows.gateways().isEmpty()) {
            keep(rows.gateways(), sink); // last of all: what was not handed over is found again
        }
    }

    private Map<Gateway, String> before(FindingSink<?> sink) {
        try {
            return baseline.load();
        } catch (IOException e) {
            problem(sink, "whether a gateway's address changed is not known", e);
            return Map.of();
        }
    }

    private void keep(Map<Gateway, String> gateways, FindingSink<?> sink) {
        try {
            baseline.keep(gateways);
        } catch (IOException e) {
            problem(sink, "a later change of a gateway's address cannot be told", e);
        }
    }

    private void problem(FindingSink<?> sink, String consequence, IOException e) {
        ProblemReason reason = e instanceof AccessDeniedException ? ProblemReason.DENIED : ProblemReason.IO_ERROR;
        sink.problem(new Problem(baseline.file().toString(), reason, consequence + ": " + e));
    }

    /** Read when first wanted: most assets are never asked. */
    private synchronized OuiTable makers() {
        if (makers == null) {
            makers = OuiTable.shipped();
        }
        return makers;
    }
}
