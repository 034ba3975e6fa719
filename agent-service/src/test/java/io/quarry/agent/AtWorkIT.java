package io.quarry.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.model.CommandKind;
import io.quarry.model.HuntCommand;
import io.quarry.model.TaskEventKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The agent as a process, in the middle of a job that takes all the processor it can get: walking and hashing /usr. */
@EnabledOnOs(OS.LINUX)
final class AtWorkIT {
    private static final int LIMIT_PERCENT = 20;
    private static final long WINDOW = Duration.ofSeconds(10).toNanos();
    private static final long WATCH = Duration.ofSeconds(14).toNanos();
    private static final long TICK_NANOS = 10_000_000; // USER_HZ is 100 on every architecture that Java runs on
    private static final String HASH_ALL = "{\"path\": \"/usr\", \"directory_depth\": -1, \"calculate_md5\": true,"
            + " \"calculate_sha1\": true, \"calculate_sha256\": true}";

    private final Fleet fleet = Fleet.shared();
    private Process agent;
    private String asset;

    /** Processor time of a process, both as nanoseconds. */
    private record Sample(long wall, long cpu) {}

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        Path state = folder.resolve("state");
        asset = AgentProcess.asset(state);
        agent = AgentProcess.start(
                fleet, state, Path.of("target", "at-work.log").toAbsolutePath());
        AgentProcess.awaitReady(fleet, asset);
    }

    @AfterEach
    void end() throws InterruptedException {
        agent.destroyForcibly().waitFor();
    }

    private void begin(String run) throws Exception {
        HuntCommand command = Commander.command(CommandKind.RUN, asset, run, HASH_ALL)
                .setJob("directory-entry")
                .setMaxCpuPercent(LIMIT_PERCENT)
                .build();
        try (Commander commander = fleet.commander()) {
            commander.send(commander.signed(command));
            commander.event(
                    e -> e.getKind() == TaskEventKind.STARTED && e.getRunId().equals(run));
        }
    }

    @Test
    void keepsToItsShareOfTheProcessorInEveryTenSeconds() throws Exception {
        begin("share");
        List<Sample> samples = new ArrayList<>();
        for (long end = System.nanoTime() + WATCH; System.nanoTime() < end; ) {
            samples.add(sample());
            assertThat(agent.waitFor(50, TimeUnit.MILLISECONDS))
                    .as("the agent has ended")
                    .isFalse();
        }
        double most = 0;
        double least = Double.MAX_VALUE;
        for (Sample from : samples) {
            Sample to = samples.stream()
                    .filter(s -> s.wall() - from.wall() >= WINDOW)
                    .findFirst()
                    .orElse(null);
            if (to != null) {
                double percent = 100.0 * (to.cpu() - from.cpu()) / (to.wall() - from.wall());
                most = Math.max(most, percent);
                least = Math.min(least, percent);
            }
        }
        System.out.printf("at work: %.1f to %.1f %% of a processor over 10 s, limit %d%n", least, most, LIMIT_PERCENT);
        assertThat(most).isLessThanOrEqualTo(LIMIT_PERCENT);
        assertThat(least).as("it is at work").isGreaterThan(0.6 * LIMIT_PERCENT);
    }

    /** All threads of the process, as proc_pid_stat(5) has them in utime and stime. */
    private Sample sample() throws IOException {
        String stat = Files.readString(Path.of("/proc", String.valueOf(agent.pid()), "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return new Sample(System.nanoTime(), (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * TICK_NANOS);
    }

    @Test
    void endsWithinTwoSecondsWhenItIsToldToThoughTheBrokerGoesAtTheSameTime() throws Exception {
        begin("ending");
        CompletableFuture<Void> broker = CompletableFuture.runAsync(fleet.broker()::pause);
        agent.destroy();
        boolean ended = agent.waitFor(2, TimeUnit.SECONDS);
        broker.join();
        fleet.broker().resume();
        assertThat(ended).isTrue();
        assertThat(agent.exitValue()).as("ended by itself").isEqualTo(128 + 15);
    }
}
