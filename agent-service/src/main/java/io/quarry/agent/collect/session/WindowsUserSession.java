package io.quarry.agent.collect.session;

import io.quarry.agent.collect.Collector;
import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.Verdict;
import io.quarry.agent.collect.host.windows.WindowsProblems;
import io.quarry.agent.natives.windows.LogonSessions;
import io.quarry.agent.natives.windows.SystemSnapshot;
import io.quarry.agent.natives.windows.WindowsCallException;
import io.quarry.jobs.UserSessionFinding;
import io.quarry.jobs.UserSessionParams;
import io.quarry.model.Platform;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import jakarta.inject.Singleton;
import java.util.List;

/** {@code user-session} on Windows: terminal sessions, logon sessions and clients of the file server, each source by itself. */
@Singleton
public final class WindowsUserSession implements Collector<UserSessionParams, UserSessionFinding> {

    @Override
    public String job() {
        return "user-session";
    }

    @Override
    public boolean runsOn(Platform platform) {
        return platform == Platform.WINDOWS;
    }

    @Override
    public Verdict collect(UserSessionParams params, FindingSink<UserSessionFinding> sink) throws StoppedException {
        WindowsSessionDrafts drafts = new WindowsSessionDrafts(sink);
        List<LogonSessions.Logon> logons = read("LSA logon sessions", LogonSessions::logons, sink);
        for (LogonSessions.Terminal terminal : read("WTS sessions", LogonSessions::terminals, sink)) {
            drafts.terminal(terminal, logons);
            sink.checkpoint();
        }
        logons.forEach(drafts::rest);
        read("SMB sessions", LogonSessions::clients, sink).forEach(drafts::client);
        drafts.count(read("processes", SystemSnapshot::processes, sink));
        boolean active = params.getActiveConnections();
        boolean remote = params.getRemoteConnections();
        for (SessionDraft draft : drafts.all()) {
            if (!active && !remote || active && draft.active() || remote && draft.remote()) {
                sink.row(draft.finished());
            }
            sink.checkpoint();
        }
        return new Verdict.Done();
    }

    private interface Source<T> {
        List<T> read() throws WindowsCallException;
    }

    private static <T> List<T> read(String item, Source<T> source, FindingSink<?> sink) {
        try {
            return source.read();
        } catch (WindowsCallException e) {
            sink.problem(WindowsProblems.of(item, e));
        } catch (IllegalArgumentException e) {
            sink.problem(WindowsProblems.malformed(item, e));
        } catch (LinkageError e) {
            sink.problem(new Problem(
                    item, ProblemReason.NOT_AVAILABLE, "this Windows does not show them: " + e.getMessage()));
        }
        return List.of();
    }
}
