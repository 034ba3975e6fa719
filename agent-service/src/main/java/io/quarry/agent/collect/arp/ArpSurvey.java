package io.quarry.agent.collect.arp;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.arp.GatewayBaseline.Gateway;
import io.quarry.agent.collect.host.MalformedTextException;
import io.quarry.agent.collect.host.StateLocation;
import io.quarry.jobs.ArpCacheFinding;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Goes through a host's neighbours and judges them: the same on every operating system. */
final class ArpSurvey {
    private final GatewayBaseline baseline;
    private @Nullable OuiTable makers;

    /** @param state where the gateways' link addresses are kept from one task to the next */
    ArpSurvey(StateLocation state) {
        baseline = new GatewayBaseline(state.folder());
    }

    /** @throws IOException when the neighbours can't be read */
    void run(CacheSource source, FindingSink<ArpCacheFinding> sink)
            throws IOException, MalformedTextException, StoppedException {
        Surroundings surroundings = source.surroundings();
        SharedMacs shared = new SharedMacs(surroundings);
        source.each(entry -> shared.note(entry.neighbour()));
        if (!shared.empty()) {
            source.each(entry -> shared.count(entry.neighbour()));
        }
        Map<Gateway, String> before = before(sink);
        ArpRows rows = new ArpRows(surroundings, new SuspicionRules(surroundings, shared), makers(), source.network());
        source.each(entry -> {
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
