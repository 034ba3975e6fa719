package io.quarry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's first command as a stranger runs it: a clean clone, nothing built. */
final class CleanCloneIT {
    @Test
    void demoBuildsShowsFindingsAndLeavesNothing(@TempDir Path folder) throws Exception {
        Path clone = folder.resolve("quarry");
        run(folder, "git", "clone", "-q", StackUnderTest.root().toString(), clone.toString());
        Path first = run(clone, "./quarry", "demo", "--exit");
        assertThat(Files.readString(first))
                .contains("quarry: building", "Coverage of run", "COMMAND LINE")
                .containsPattern("1/1 tasks, 1 (COMPLETED|PARTIAL), [0-9,]+ rows");
        Path second = run(clone, "./quarry", "demo", "--exit");
        assertThat(Files.readString(second)).contains("Coverage of run").doesNotContain("building");
        assertThat(ProcessHandle.allProcesses()
                        .map(CleanCloneIT::commandLine)
                        .filter(c -> c.contains(clone.toString()))
                        .toList())
                .isEmpty();
    }

    private static Path run(Path folder, String... command) throws Exception {
        Path out = Files.createTempFile(folder, "run", ".out");
        ProcessBuilder builder = new ProcessBuilder(List.of(command))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        builder.environment().remove("QUARRY_NO_BUILD");
        builder.environment().put("XDG_CONFIG_HOME", folder.resolve(".config").toString());
        Process process = builder.start();
        assertThat(process.waitFor(15, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(out)).isZero();
        return out;
    }

    private static String commandLine(ProcessHandle process) {
        return process.info().commandLine().orElse("");
    }
}
