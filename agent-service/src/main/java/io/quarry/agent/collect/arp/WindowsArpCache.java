package io.quarry.agent.collect.arp;

import io.quarry.agent.collect.Collector;
import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.Verdict;
import io.quarry.agent.collect.host.MalformedTextException;
import io.quarry.agent.collect.host.StateLocation;
import io.quarry.agent.collect.host.windows.WindowsProblems;
import io.quarry.agent.natives.windows.WindowsCallException;
import io.quarry.jobs.ArpCacheFinding;
import io.quarry.jobs.ArpCacheParams;
import io.quarry.model.Platform;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import jakarta.inject.Singleton;
import java.io.IOException;

/** {@code arp-cache} on Windows: the IP helper's tables. */
@Singleton
public final class WindowsArpCache implements Collector<ArpCacheParams, ArpCacheFinding> {
    private final ArpSurvey survey;

    /** @param state where the gateways' link addresses are kept from one task to the next */
    public WindowsArpCache(StateLocation state) {
        survey = new ArpSurvey(state);
    }

    @Override
    public String job() {
        return "arp-cache";
    }

    @Override
    public boolean runsOn(Platform platform) {
        return platform == Platform.WINDOWS;
    }

    @Override
    public Verdict collect(ArpCacheParams params, FindingSink<ArpCacheFinding> sink) throws StoppedException {
        try {
            survey.run(new WindowsNeighbours(sink), sink);
        } catch (LinkageError e) {
            return WindowsProblems.unsupported(e);
        } catch (WindowsCallException e) {
            sink.problem(WindowsProblems.of("interfaces", e));
        } catch (IOException | MalformedTextException e) {
            sink.problem(new Problem("neighbours", ProblemReason.IO_ERROR, e.getMessage()));
        } catch (IllegalArgumentException e) {
            sink.problem(WindowsProblems.malformed("neighbours", e));
        }
        return new Verdict.Done();
    }
}
