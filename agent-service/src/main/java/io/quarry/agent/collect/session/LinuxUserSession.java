package io.quarry.agent.collect.session;

import io.quarry.agent.collect.Collector;
import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.Verdict;
import io.quarry.jobs.UserSessionFinding;
import io.quarry.jobs.UserSessionParams;
import io.quarry.model.Platform;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;

/** {@code user-session} on Linux: logind, utmp and the process table, put together. */
@Singleton
public final class LinuxUserSession implements Collector<UserSessionParams, UserSessionFinding> {
    private final Path root;
    private final Clock clock;

    @Inject
    public LinuxUserSession() {
        this(Path.of("/"), Clock.systemUTC());
    }

    /** @param root folder that holds the host's files, /proc among them */
    LinuxUserSession(Path root, Clock clock) {
        this.root = root;
        this.clock = clock;
    }

    @Override
    public String job() {
        return "user-session";
    }

    @Override
    public boolean runsOn(Platform platform) {
        return platform == Platform.LINUX;
    }

    @Override
    public Verdict collect(UserSessionParams params, FindingSink<UserSessionFinding> sink) throws StoppedException {
        try {
            boolean active = params.getActiveConnections();
            boolean remote = params.getRemoteConnections();
            for (SessionDraft draft : new SessionSurvey(root, sink, clock.instant()).sessions()) {
                boolean wanted = !active && !remote || active && draft.active() || remote && draft.remote();
                if (wanted) {
                    sink.row(draft.finished());
                }
                sink.checkpoint();
            }
            return new Verdict.Done();
        } catch (LinkageError e) {
            return new Verdict.Unsupported("the C library cannot be called: " + e.getMessage());
        }
    }
}
