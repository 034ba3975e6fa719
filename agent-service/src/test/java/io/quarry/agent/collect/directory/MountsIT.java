package io.quarry.agent.collect.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Other file systems, and mounts that make loops. Needs CAP_SYS_ADMIN. */
@EnabledOnOs(OS.LINUX)
class MountsIT {
    private final Path folder = Shell.folder();

    @BeforeEach
    void mount() {
        assumeThat(Shell.can(folder, "mkdir tmp && mount -t tmpfs quarry tmp")).isTrue();
        Shell.run(
                folder,
                "mkdir -p tmp/sub own proc bound loop; touch tmp/sub/there own/here;"
                        + " mount -t proc quarry proc; mount --bind own bound; mount --rbind . loop");
    }

    @AfterEach
    void remove() {
        Shell.can(folder, "umount -l loop bound proc tmp");
        Shell.remove(folder);
    }

    private String find(String options) {
        return Shell.run(folder, "find " + folder + " " + options + " -print 2>/dev/null || true");
    }

    @Test
    void staysOnTheFileSystem() {
        Walked ours = Walked.below(folder);
        assertThat(ours.paths())
                .contains(folder + "/tmp", folder + "/proc", folder + "/bound/here", folder + "/loop")
                .doesNotContain(folder + "/tmp/sub", folder + "/proc/1", folder + "/loop/own")
                .doesNotHaveDuplicates();
        for (String name : new String[] {"tmp", "proc", "loop"}) {
            assertThat(ours.row(name).getProblems())
                    .extracting(Problem::getReason)
                    .contains(ProblemReason.SKIPPED);
        }
        assertThat(ours.row("bound").getAttributes()).contains("MOUNT_POINT");
        assertThat(ours.problems()).isEmpty(); // all that was asked for was read
        // find leaves a folder that is its own ancestor out altogether; here it is a row with a note
        assertThat(ours.paths().stream().filter(path -> !path.equals(folder + "/loop")))
                .containsExactlyInAnyOrder(find("-xdev").strip().split("\n", -1));
    }

    @Test
    void crossesToLocalFileSystemsWhenToldTo() {
        Walked ours = Walked.of(folder.toString(), params -> {
            params.setDirectoryDepth(-1);
            params.setCrossFileSystems(true);
        });
        assertThat(ours.paths()).contains(folder + "/tmp/sub/there").doesNotContain(folder + "/proc/1");
        assertThat(ours.paths().stream().filter(path -> path.contains("/loop/")))
                .isEmpty();
    }

    @Test
    void goesWhereThePathLeads() {
        assertThat(Walked.of(folder + "/tmp/sub", params -> {}).names()).containsExactlyInAnyOrder("sub", "there");
        assertThat(Walked.of(folder + "/*/sub/*", params -> {}).paths()).contains(folder + "/tmp/sub/there");
        assertThat(Walked.of(folder + "/proc", params -> {}).names()).contains("1", "meminfo");
        assertThat(Walked.of(folder + "/*", params -> params.setDirectoryDepth(1))
                        .paths())
                .contains(folder + "/tmp/sub", folder + "/own/here", folder + "/proc")
                .doesNotContain(folder + "/proc/meminfo");
        assertThat(Walked.of(folder + "/**/there", params -> {}).rows()).isEmpty();
        assertThat(Walked.of(folder + "/**/there", params -> params.setCrossFileSystems(true))
                        .names())
                .containsExactly("there");
    }
}
