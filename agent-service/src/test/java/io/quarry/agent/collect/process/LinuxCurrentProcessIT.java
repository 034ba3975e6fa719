package io.quarry.agent.collect.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.agent.collect.host.MalformedTextException;
import io.quarry.agent.natives.linux.ProcFiles;
import io.quarry.jobs.CurrentProcessFinding;
import io.quarry.jobs.ProcessModule;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Processes planted on this host. */
@EnabledOnOs(OS.LINUX)
class LinuxCurrentProcessIT {
    private static final String SLEEP = "/bin/sleep";

    @TempDir
    private Path folder = Path.of("");

    private Path copyOfSleep(String name) throws IOException {
        return Files.copy(Path.of(SLEEP), folder.resolve(name));
    }

    @Test
    void keepsArgumentsAsTheyAre() {
        try (Planted planted =
                Planted.start("sh", "/bin/sh", "-c", "read x; exit 0", "new\nline", "", "\u001b[2J", "")) {
            CurrentProcessFinding row = Gathered.process(planted.pid(), params -> {});
            assertThat(row.getArguments())
                    .containsExactly("/bin/sh", "-c", "read x; exit 0", "new\nline", "", "\u001b[2J", "");
            assertThat(row.getCommandLine()).isEqualTo("/bin/sh -c read x; exit 0 new\nline  \u001b[2J ");
        }
    }

    @Test
    void showsBytesThatAreNoText() {
        try (Planted planted =
                Planted.start("sleep", "bash", "-c", "exec -a \"$(printf 'bad\\377\\303name')\" sleep 600")) {
            assertThat(Gathered.process(planted.pid(), params -> {}).getCommandLine())
                    .isEqualTo("bad\\xff\\xc3name 600");
        }
    }

    @Test
    void readsLongArguments() {
        String argument = "x".repeat(100_000);
        try (Planted planted = Planted.start("sh", "/bin/sh", "-c", "read x; exit 0", argument, argument)) {
            assertThat(Gathered.process(planted.pid(), params -> {}).getArguments())
                    .containsExactly("/bin/sh", "-c", "read x; exit 0", argument, argument);
        }
    }

    @Test
    void tellsWhenTheImageIsGone() throws IOException {
        Path image = copyOfSleep("gone");
        try (Planted planted = Planted.start("gone", image.toString(), "600")) {
            assertThat(Gathered.process(planted.pid(), params -> {}).getOnDisk())
                    .isTrue();
            Files.copy(Path.of(SLEEP), folder.resolve("other"));
            Files.move(folder.resolve("other"), image, StandardCopyOption.REPLACE_EXISTING);
            assertThat(Gathered.process(planted.pid(), params -> {}).getOnDisk())
                    .isFalse(); // replaced
            Files.delete(image);
            CurrentProcessFinding row = Gathered.process(planted.pid(), params -> params.setCalculateSha256(true));
            assertThat(row.getOnDisk()).isFalse();
            assertThat(row.getPath()).isEqualTo(image.toString());
            assertThat(row.getArchitecture()).isNotNull();
            assertThat(row.getHashes().getSha256()).isEqualTo(sum("sha256sum", SLEEP));
        }
    }

    @Test
    void believesNoNameThatSaysDeleted() throws IOException {
        Path image = copyOfSleep("x (deleted)");
        try (Planted planted = Planted.start("x (deleted)", image.toString(), "600")) {
            CurrentProcessFinding row = Gathered.process(planted.pid(), params -> params.setModules(true));
            assertThat(row.getOnDisk()).isTrue();
            assertThat(row.getPath()).isEqualTo(image.toString());
            assertThat(module(row, image.toString()).getDeleted()).isFalse();
        }
    }

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
    void listsModulesTheDeletedOnesToo() throws IOException {
        String library =
                Gathered.process(ProcessHandle.current().pid(), params -> params.setModules(true)).getModules().stream()
                        .map(ProcessModule::getPath)
                        .filter(path -> path.contains("/libm.so") || path.contains("/libm-"))
                        .findFirst()
                        .orElseThrow();
        Path copy = Files.copy(Path.of(library), folder.resolve("planted lib.so"));
        String link = Files.createSymbolicLink(folder.resolve("lib.so"), copy).toString(); // a blank would end it
        try (Planted planted = Planted.start("sleep", Map.of("LD_PRELOAD", link), SLEEP, "600")) {
            awaitModule(planted, copy.toString());
            Files.delete(copy);
            CurrentProcessFinding row = Gathered.process(planted.pid(), params -> {
                params.setModules(true);
                params.setCalculateMd5(true);
                params.setCalculateSha1(true);
            });
            ProcessModule module = module(row, copy.toString());
            assertThat(module.getDeleted()).isTrue();
            assertThat(module.getPermissions()).contains("r", "x");
            assertThat(module.getSize()).isPositive();
            assertThat(module.getHashes().getMd5()).isEqualTo(sum("md5sum", library));
            assertThat(module.getHashes().getSha1()).isEqualTo(sum("sha1sum", library));
            assertThat(module(row, row.getPath()).getHashes()).isEqualTo(row.getHashes());
            assertThat(row.getProblems()).isEmpty();
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
            assertThat(row.getPriority().getNice()).isEqualTo(7);
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

    private static void awaitModule(Planted planted, String path) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> Gathered.process(planted.pid(), params -> params.setModules(true)).getModules().stream()
                        .anyMatch(module -> module.getPath().equals(path)));
    }

    private static ProcessModule module(CurrentProcessFinding row, String path) {
        List<ProcessModule> found = row.getModules().stream()
                .filter(module -> module.getPath().equals(path))
                .toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private static String threadOfThisProcess() {
        String[] threads = new File("/proc/self/task").list();
        assertThat(threads).hasSizeGreaterThan(1);
        String self = String.valueOf(ProcessHandle.current().pid());
        return threads[0].equals(self) ? threads[1] : threads[0];
    }

    private static String sum(String program, String file) {
        return Planted.output(program, file).split(" ", -1)[0];
    }
}
