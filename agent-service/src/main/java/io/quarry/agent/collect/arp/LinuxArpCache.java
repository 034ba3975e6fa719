package io.quarry.agent.collect.arp;

import io.quarry.agent.collect.Collector;
import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.Verdict;
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
import java.nio.file.Path;

/** {@code arp-cache} on Linux: rtnetlink(7) in the agent's own network namespace. */
@Singleton
public final class LinuxArpCache implements Collector<ArpCacheParams, ArpCacheFinding> {
    private final Path proc;
    private final ArpSurvey survey;

    /** @param state where the gateways' link addresses are kept from one task to the next */
    @Inject
    public LinuxArpCache(StateLocation state) {
        this(Path.of("/proc"), state);
    }

    LinuxArpCache(Path proc, StateLocation state) {
        this.proc = proc;
        survey = new ArpSurvey(state);
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
            survey.run(new NeighbourTables(socket, proc, sink), sink);
        } catch (IOException | MalformedTextException e) {
            ProblemReason reason =
                    e instanceof MalformedTextException ? ProblemReason.MALFORMED : ProblemReason.IO_ERROR;
            sink.problem(new Problem("rtnetlink", reason, e.getMessage()));
        }
        return new Verdict.Done();
    }
}
