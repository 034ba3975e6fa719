package io.quarry.agent.collect.schedule;

import io.quarry.agent.collect.Collector;
import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.Verdict;
import io.quarry.jobs.ScheduledTaskFinding;
import io.quarry.jobs.ScheduledTaskParams;
import io.quarry.model.Platform;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;

/** {@code scheduled-task} on Linux: cron, anacron, at, timers of systemd. */
@Singleton
public final class LinuxScheduledTask implements Collector<ScheduledTaskParams, ScheduledTaskFinding> {
    private final Path root;
    private final Clock clock;

    @Inject
    public LinuxScheduledTask() {
        this(Path.of("/"), Clock.systemUTC());
    }

    /** @param root folder that holds the host's files */
    LinuxScheduledTask(Path root, Clock clock) {
        this.root = root;
        this.clock = clock;
    }

    @Override
    public String job() {
        return "scheduled-task";
    }

    @Override
    public boolean runsOn(Platform platform) {
        return platform == Platform.LINUX;
    }

    @Override
    public Verdict collect(ScheduledTaskParams params, FindingSink<ScheduledTaskFinding> sink) throws StoppedException {
        try {
            Schedulers host = new Schedulers(root, sink, clock.instant());
            Starters starters = new Starters();
            new CrontabReader(host, starters).read();
            new TimerReader(host, starters).read();
            new AnacronReader(host, starters).read();
            new PeriodicFolders(host, starters).read();
            new AtReader(host).read();
            return new Verdict.Done();
        } catch (LinkageError e) {
            return new Verdict.Unsupported("the C library cannot be called: " + e.getMessage());
        }
    }
}
