package io.quarry.agent.collect.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.agent.collect.Verdict;
import io.quarry.jobs.DirectoryEntryFinding;
import io.quarry.jobs.ImaAttribute;
import io.quarry.model.Problem;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Parameters, filters and columns. */
@EnabledOnOs(OS.LINUX)
class LinuxDirectoryEntryIT {
    private final Path folder = Shell.folder();

    @AfterEach
    void remove() {
        Shell.remove(folder);
    }

    @Test
    void readsPathsWithWildcards() {
        Shell.run(
                folder,
                "mkdir -p home/{alice,bob,eve}/.ssh a/b/c/d; touch home/{alice,bob}/.ssh/keys home/eve/keys"
                        + " a/core a/b/c/core a/b/c/d/core a/b/corex");
        assertThat(Walked.of(folder + "/home/*/.ssh/keys", params -> {}).paths())
                .containsExactlyInAnyOrder(folder + "/home/alice/.ssh/keys", folder + "/home/bob/.ssh/keys");
        Walked ssh = Walked.of(folder + "/home/???*/.ssh", params -> {});
        assertThat(ssh.names()).containsExactlyInAnyOrder(".ssh", "keys", ".ssh", "keys", ".ssh");
        assertThat(ssh.row("keys").getDepth()).isEqualTo(1);
        assertThat(Walked.of(folder + "/**/core", params -> {}).paths())
                .containsExactlyInAnyOrder(folder + "/a/core", folder + "/a/b/c/core", folder + "/a/b/c/d/core");
        Walked all = Walked.of(folder + "/a/**", params -> params.setDirectoryDepth(1));
        assertThat(all.paths()).doesNotHaveDuplicates().hasSize(8);
        assertThat(all.rows()).allMatch(row -> row.getDepth() == 0);
        assertThat(Walked.of(folder + "/a/b*", params -> params.setDirectoryDepth(1))
                        .names())
                .containsExactlyInAnyOrder("b", "c", "corex");
    }

    @Test
    void takesWhatIsNotThereForAnAnswer() {
        for (String path : List.of("/nowhere", "/none/at/all", "/*/x/*.y")) {
            Walked ours = Walked.of(folder + path, params -> {});
            assertThat(ours.rows()).isEmpty();
            assertThat(ours.problems()).isEmpty();
            assertThat(ours.verdict()).isInstanceOf(Verdict.Done.class);
        }
        assertThat(Walked.of("C:\\Windows", params -> {}).verdict()).isInstanceOf(Verdict.Unsupported.class);
    }

    @Test
    void startsAtTheRoot() {
        Walked ours = Walked.of("-1", params -> params.setDirectoryDepth(1));
        assertThat(ours.paths()).contains("/", "/etc", "/proc").doesNotContain("/proc/1");
        assertThat(ours.row("/").getDirectory()).isNull();
        assertThat(ours.row("etc").getDirectory()).isEqualTo("/");
        assertThat(Walked.of("/", params -> params.setDirectoryDepth(0)).paths())
                .containsExactly("/");
    }

    @Test
    void filtersBySizeWithBothBounds() {
        Shell.run(
                folder,
                "mkdir d; truncate -s 0 none; truncate -s 1048575 below; truncate -s 1048576 one;"
                        + " truncate -s 1048577 above; truncate -s 2097152 two; truncate -s 2097153 three");
        assertThat(Walked.of(folder + "/*", params -> {
                            params.setMinimumFileSizeMb(1L);
                            params.setMaximumFileSizeMb(2L);
                        })
                        .names())
                .containsExactlyInAnyOrder("d", "one", "above", "two");
        assertThat(Walked.of(folder + "/*", params -> params.setMaximumFileSizeMb(0L))
                        .names())
                .containsExactlyInAnyOrder("d", "none");
        assertThat(Walked.of(folder + "/*", params -> params.setMinimumFileSizeMb(0L))
                        .names())
                .hasSize(7);
    }

    @Test
    void filtersByNameAndTime() {
        Shell.run(
                folder,
                "mkdir -p x.d/y; touch -d 2020-01-01T00:00:00.5Z x.d/a.sh; touch -d 2020-01-02Z x.d/y/b.sh;"
                        + " touch x.d/c.txt; touch -d 2020-01-01T00:00:00Z x.d/y/d.sh");
        Walked names = Walked.of(folder.toString(), params -> {
            params.setDirectoryDepth(-1);
            params.setNameRegex("^[a-c]\\.sh$|^y");
        });
        assertThat(names.names()).containsExactlyInAnyOrder("a.sh", "b.sh", "y");
        Walked times = Walked.of(folder + "/**", params -> {
            params.setModifiedAfter("2020-01-01T00:00:00.500Z");
            params.setModifiedBefore("2020-01-02T00:00:00Z");
        });
        assertThat(times.names()).containsExactlyInAnyOrder("a.sh", "b.sh");
        assertThat(Walked.of(folder + "/**", params -> params.setModifiedBefore("2020-01-01T00:00:00Z"))
                        .names())
                .containsExactly("d.sh");
    }

    /** A digest, a signature, what is neither; without the privilege to plant them there are none to read. */
    @Test
    void readsWhatIntegrityMeasurementRecorded() {
        String digest = "11".repeat(32);
        boolean planted = Shell.can(
                folder,
                "mkdir d; touch measured 'd/si gned' odd plain; setfattr -n security.ima -v 0x0404" + digest
                        + " measured; setfattr -n security.ima -v 0x030204a1b2c3d40002ffee 'd/si gned';"
                        + " setfattr -n security.ima -v 0x77 odd");
        Assumptions.assumeTrue(planted, "needs CAP_SYS_ADMIN");
        Walked ours = Walked.below(folder);
        assertThat(ours.row("measured").getIma()).isEqualTo(new ImaAttribute("DIGEST", "SHA256", digest, null));
        assertThat(ours.row("si gned").getIma()).isEqualTo(new ImaAttribute("SIGNATURE", "SHA256", null, "a1b2c3d4"));
        assertThat(ours.row("plain").getIma()).isNull();
        assertThat(ours.row("odd").getIma()).isNull();
        assertThat(ours.row("odd").getProblems()).extracting(Problem::getItem).contains("ima");
        assertThat(ours.problems()).isEmpty();
    }

    @Test
    void readsAttributesAndNamesOfExtendedOnes() {
        Shell.run(
                folder,
                "touch plain tagged; mkdir d; setfattr -n user.origin -v web tagged;"
                        + " for i in $(seq 100); do setfattr -n user.long.name.number.$i -v 1 d; done");
        boolean immutable = Shell.can(folder, "chattr +i plain");
        Walked ours = Walked.below(folder);
        assertThat(ours.row("tagged").getXattrs()).containsExactly("user.origin");
        assertThat(ours.row("plain").getXattrs()).isEmpty();
        assertThat(ours.row("d").getXattrs()).hasSize(100); // more than one first try has room for
        assertThat(ours.row("plain").getAttributes()).hasSize(immutable ? 1 : 0);
    }

    @Test
    void takesTimesThatNoCalendarHas() {
        Path memory = Path.of("/dev/shm", folder.getFileName().toString());
        Shell.run(
                folder,
                "mkdir -p " + memory + "; touch -d @9223372036854775 " + memory + "/late || true;"
                        + " perl -e 'utime(9e17, 9e17, $ARGV[0])' " + memory + "/late");
        try {
            DirectoryEntryFinding late = Walked.below(memory).row("late");
            assertThat(late.getModified() == null ? late.getProblems() : List.of(late))
                    .isNotEmpty();
        } finally {
            Shell.remove(memory);
        }
    }
}
