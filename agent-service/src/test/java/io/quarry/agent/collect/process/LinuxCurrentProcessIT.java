package io.quarry.agent.collect.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.jobs.CurrentProcessFinding;
import io.quarry.jobs.ProcessModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Arguments, images and modules of planted processes. */
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

    private static String sum(String program, String file) {
        return Planted.output(program, file).split(" ", -1)[0];
    }
}
