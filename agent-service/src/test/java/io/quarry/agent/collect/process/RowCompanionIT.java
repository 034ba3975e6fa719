package io.quarry.agent.collect.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.jobs.CurrentProcessFinding;
import io.quarry.jobs.CurrentProcessParams;
import io.quarry.model.Problem;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** More processes than one thread reads alone. Rows and problems arrive in the collecting thread, whoever read them. */
@EnabledOnOs(OS.LINUX)
class RowCompanionIT {
    private static final int PLANTED = 300;
    private static final int STOP_AFTER = 50;
    private static final List<Process> PROCESSES = new ArrayList<>();

    @BeforeAll
    static void plant() throws IOException {
        for (int i = 0; i < PLANTED; i++) {
            PROCESSES.add(new ProcessBuilder("sleep", "1000").start());
        }
    }

    @AfterAll
    static void end() {
        PROCESSES.forEach(process -> process.destroyForcibly().onExit().join());
    }

    /** Takes what comes from one thread only, up to a number of rows. */
    private static final class StrictSink implements FindingSink<CurrentProcessFinding> {
        private final Thread owner = Thread.currentThread();
        private final int most;
        private final List<Integer> pids = new ArrayList<>();
        private long charged;

        StrictSink(int most) {
            this.most = most;
        }

        private void mine() {
            assertThat(Thread.currentThread()).isSameAs(owner);
        }

        @Override
        public void row(CurrentProcessFinding finding) throws StoppedException {
            mine();
            pids.add(finding.getPid());
            if (pids.size() == most) {
                throw new StoppedException("enough");
            }
        }

        @Override
        public void problem(Problem problem) {
            mine();
        }

        @Override
        public void checkpoint() {
            mine();
        }

        @Override
        public void charge(long cpuNanos) {
            mine();
            charged += cpuNanos;
        }
    }

    @Test
    void handsOverEachProcessOnceAndChargesWhatItBurns() throws StoppedException {
        StrictSink sink = new StrictSink(Integer.MAX_VALUE);
        new LinuxCurrentProcess().collect(new CurrentProcessParams(), sink);
        Set<Integer> once = new HashSet<>(sink.pids);
        assertThat(sink.pids).hasSameSizeAs(once);
        assertThat(once).containsAll(PROCESSES.stream().map(p -> (int) p.pid()).toList());
        if (Runtime.getRuntime().availableProcessors() > 1) {
            assertThat(sink.charged).isPositive();
        }
    }

    @Test
    void leavesNoThreadWhenTheTaskIsStopped() {
        StrictSink sink = new StrictSink(STOP_AFTER);
        assertThatThrownBy(() -> new LinuxCurrentProcess().collect(new CurrentProcessParams(), sink))
                .isInstanceOf(StoppedException.class);
        assertThat(sink.pids).hasSize(STOP_AFTER);
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals(RowCompanion.THREAD)));
    }
}
