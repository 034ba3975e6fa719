package io.quarry.agent.collect.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.agent.collect.host.MalformedTextException;
import io.quarry.agent.natives.linux.ProcFiles;
import io.quarry.jobs.CurrentProcessFinding;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Zombies, processes that end meanwhile, users, priorities, and what Linux does not have. */
@EnabledOnOs(OS.LINUX)
class ProcessStatesIT {
    private static final String SLEEP = "/bin/sleep";

    @Test
    void keepsTheRowOfAZombie() {
        try (Planted parent = Planted.start("sleep", "bash", "-c", "sleep 0 & exec sleep 600")) {
            Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                Gathered gathered = Gathered.with(params -> params.setParentPid((int) parent.pid()));
                assertThat(gathered.rows()).singleElement().satisfies(row -> {
                    assertThat(row.getState()).isEqualTo("ZOMBIE");
                    assertThat(row.getName()).isEqualTo("sleep");
                    assertThat(row.getPath()).isNull();
                    assertThat(row.getProblems())
                            .extracting(Problem::getReason)
                            .containsExactly(ProblemReason.NOT_AVAILABLE);
                });
                assertThat(gathered.problems()).isEmpty();
            });
        }
    }

    @Test
    void namesTheUser() {
        Assumptions.assumeTrue(Files.isReadable(Path.of("/etc/shadow")), "only root can change to another user");
        try (Planted planted =
                Planted.start("sleep", "setpriv", "--reuid=65534", "--regid=65534", "--groups=4,24", "sleep", "600")) {
            CurrentProcessFinding row = Gathered.process(planted.pid(), params -> params.setUserInfo(true));
            assertThat(row.getUser().getName()).isEqualTo("nobody");
            assertThat(row.getUser().getUid()).isEqualTo(65534);
            assertThat(row.getUser().getEffectiveGid()).isEqualTo(65534);
            assertThat(row.getUser().getGroups()).containsExactly("4", "24");
            assertThat(row.getUser().getElevated()).isFalse();
            assertThat(row.getUser().getAccountEnabled()).isFalse();
        }
        try (Planted planted = Planted.start("sleep", "setpriv", "--reuid=54321", "--clear-groups", "sleep", "600")) {
            Gathered gathered = Gathered.with(params -> params.setPid((int) planted.pid()));
            assertThat(gathered.rows().get(0).getUser().getName()).isNull();
            assertThat(gathered.problems()).extracting(Problem::getItem).containsExactly("uid 54321");
        }
    }

    @Test
    void keepsWhatWasReadOfAProcessThatEndsMeanwhile() throws MalformedTextException {
        try (ProcFiles files = new ProcFiles(Path.of("/proc"))) {
            ProcessView view;
            try (Planted planted = Planted.start("sleep", SLEEP, "600")) {
                assertThat(files.enter((int) planted.pid())).isZero();
                ProcStat stat = ProcStat.parse(files.bytes(), files.read("stat"));
                view = new ProcessView((int) planted.pid(), files, stat);
                assertThat(view.read("cmdline")).isPositive();
            }
            assertThat(view.read("status")).isEqualTo(ProcessView.FAILED);
            assertThat(view.link("exe")).isNull();
            assertThat(view.problems().forTask()).singleElement().satisfies(problem -> {
                assertThat(problem.getReason()).isEqualTo(ProblemReason.VANISHED);
                assertThat(problem.getItem()).isEqualTo("pid " + view.pid());
            });
            assertThat(view.problems().forRow()).hasSize(1);
        }
    }

    @Test
    void hasNoRowForANumberThatIsNoProcess() {
        int thread = Integer.parseInt(threadOfThisProcess());
        assertThat(Gathered.with(params -> params.setPid(thread)).rows()).isEmpty();
        assertThat(Gathered.with(params -> params.setPid(Integer.MAX_VALUE)).rows())
                .isEmpty();
        assertThat(Gathered.with(params -> params.setPid(0)).rows()).isEmpty();
    }

    @Test
    void saysWhatLinuxDoesNotHave() {
        Gathered gathered = Gathered.with(params -> {
            params.setTokenHandles(true);
            params.setDesktopHandles(true);
        });
        assertThat(gathered.rows()).hasSizeGreaterThan(1).allMatch(row -> row.getHandles() == null);
        assertThat(gathered.problems())
                .filteredOn(problem -> problem.getReason() == ProblemReason.UNSUPPORTED_ON_PLATFORM)
                .extracting(Problem::getItem)
                .containsExactly("token_handles", "desktop_handles");
    }

    @Test
    void tellsPriorityAndNamespaces() throws IOException {
        try (Planted planted =
                Planted.start("sleep", "nice", "-n", "7", "ionice", "-c", "2", "-n", "6", SLEEP, "600")) {
            CurrentProcessFinding row = Gathered.process(planted.pid(), params -> {
                params.setPriority(true);
                params.setNamespaces(true);
            });
            int own = Integer.parseInt(Planted.output("nice").strip()); // of this test, which may be run niced itself
            assertThat(row.getPriority().getNice()).isEqualTo(Math.min(19, own + 7));
            assertThat(row.getPriority().getPolicy()).isEqualTo("OTHER");
            assertThat(row.getPriority().getIo()).isEqualTo("BEST_EFFORT 6");
            Path net = Path.of("/proc", String.valueOf(planted.pid()), "ns/net");
            assertThat(Files.readSymbolicLink(net))
                    .hasToString("net:[" + row.getNamespaces().get("net") + "]");
            assertThat(row.getCurrentDirectory())
                    .isEqualTo(Path.of("").toAbsolutePath().toString());
            assertThat(row.getRoot()).isEqualTo("/");
        }
    }

    private static String threadOfThisProcess() {
        String[] threads = new File("/proc/self/task").list();
        assertThat(threads).hasSizeGreaterThan(1);
        String self = String.valueOf(ProcessHandle.current().pid());
        return threads[0].equals(self) ? threads[1] : threads[0];
    }
}
