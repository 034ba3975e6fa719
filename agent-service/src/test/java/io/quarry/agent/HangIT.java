package io.quarry.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarry.agent.collect.directory.LinuxDirectoryEntry;
import io.quarry.model.CommandKind;
import io.quarry.model.HuntCommand;
import io.quarry.model.Outcome;
import io.quarry.model.TaskEvent;
import io.quarry.model.TaskEventKind;
import io.quarry.schemas.Topics;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Collectors whose reads hang in the kernel, which no interrupt ends: on a FIFO that nobody writes to, as on a dead mount. */
@EnabledOnOs(OS.LINUX)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HangIT {
    private static final String HANGS = "{\"pid\": 0, \"parent_pid\": 7}";

    private final Fleet fleet = Fleet.shared();
    private final Commander commander = fleet.commander();
    private Path fifo;
    private Path state;
    private RunningAgent agent;

    @AfterAll
    void end() {
        commander.close();
    }

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        fifo = folder.resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor())
                .isZero();
        state = folder.resolve("state");
        agent = RunningAgent.start(fleet, state, new ScriptedCollector(fifo), new LinuxDirectoryEntry());
    }

    @AfterEach
    void stop() throws IOException {
        agent.close();
    }

    /** Ends every read that hangs: one that opens the FIFO meets them all. */
    private void release() throws IOException {
        new FileOutputStream(fifo.toFile()).close();
    }

    private RecordMetadata hanging(String run, Duration timeout) throws ExecutionException, InterruptedException {
        return commander.send(commander.signed(Commander.command(CommandKind.RUN, agent.asset(), run, HANGS)
                .setTimeoutMs(timeout.toMillis())
                .build()));
    }

    private Outcome another(String run) throws ExecutionException, InterruptedException {
        HuntCommand walk = Commander.command(
                        CommandKind.RUN, agent.asset(), run, "{\"path\": \"/etc/passwd\", \"directory_depth\": 0}")
                .setJob("directory-entry")
                .build();
        return commander.finished(commander.send(commander.signed(walk))).getOutcome();
    }

    private List<TaskEvent> ends(String run) {
        return fleet.topics().<TaskEvent>values(Topics.TASK_EVENTS).stream()
                .filter(e -> e.getKind() == TaskEventKind.FINISHED)
                .filter(e ->
                        e.getAssetId().equals(agent.asset()) && e.getRunId().startsWith(run))
                .toList();
    }

    @Test
    void thoseThatHangGiveTheirPlacesToTheNext() throws Exception {
        List<RecordMetadata> hanging = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            hanging.add(hanging("place-hang-" + i, Duration.ofMinutes(10)));
        }
        assertThat(another("place-other")).isEqualTo(Outcome.COMPLETED);
        assertThat(commander
                        .finished(commander.run(agent.asset(), "place-same", "{}"))
                        .getOutcome())
                .isEqualTo(Outcome.COMPLETED);
        assertThat(ends("place-hang")).isEmpty();

        release(); // what hung goes on, and ends as if nothing had been
        for (RecordMetadata command : hanging) {
            assertThat(commander.finished(command).getOutcome()).isEqualTo(Outcome.COMPLETED);
        }
        assertThat(ends("place-hang")).hasSize(2);
    }

    @Test
    void howManyOfAJobHangForGoodIsBoundedAndSaid() throws Exception {
        List<RecordMetadata> hanging = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            hanging.add(hanging("bound-hang-" + i, Duration.ofMillis(500)));
        }
        for (RecordMetadata command : hanging) {
            TaskEvent end = commander.finished(command);
            assertThat(end.getOutcome()).isEqualTo(Outcome.TIMED_OUT);
            assertThat(end.getReason()).isEqualTo("HUNG");
            assertThat(end.getDetail()).contains("in FileInputStream.open0, called at ScriptedCollector:");
        }
        assertThat(taskThreads()).isEqualTo(4);
        TaskEvent refused = commander.finished(commander.run(agent.asset(), "bound-more", "{}"));
        assertThat(refused.getOutcome()).isEqualTo(Outcome.FAILED);
        assertThat(refused.getReason()).isEqualTo("TOO_MANY_HUNG");
        assertThat(refused.getDetail()).contains("4 tasks of current-process hang on this asset");
        assertThat(another("bound-other")).isEqualTo(Outcome.COMPLETED);

        release();
        await().until(() -> taskThreads() == 0);
        assertThat(commander
                        .finished(commander.run(agent.asset(), "bound-after", "{}"))
                        .getOutcome())
                .isEqualTo(Outcome.COMPLETED);
        assertThat(ends("bound-hang").stream().map(TaskEvent::getRunId).toList())
                .containsExactlyInAnyOrder("bound-hang-0", "bound-hang-1", "bound-hang-2", "bound-hang-3");
    }

    private static long taskThreads() {
        Set<Thread> threads = Thread.getAllStackTraces().keySet();
        return threads.stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("task-"))
                .collect(Collectors.counting());
    }

    @Test
    void theAgentEndsWithinTwoSecondsAndTheTaskGoesOn() throws Exception {
        RecordMetadata command = hanging("leave-hang", Duration.ofMinutes(10));
        commander.event(
                e -> e.getKind() == TaskEventKind.STARTED && e.getRunId().equals("leave-hang"));
        fleet.broker().pause(); // as when a whole stack is told to end
        long before = System.nanoTime();
        agent.close();
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(2));
        fleet.broker().resume();
        release();

        agent = RunningAgent.start(fleet, state, new ScriptedCollector(), new LinuxDirectoryEntry());
        TaskEvent end = commander.finished(command);
        assertThat(end.getOutcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(end.getAttempt()).isEqualTo(2);
        assertThat(ends("leave-hang")).hasSize(1);
    }
}
