package io.quarry.agent.collect.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.Verdict;
import io.quarry.jobs.DirectoryEntryFinding;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Parameters, filters, links, and what changes or is hostile while the walk goes on. */
@EnabledOnOs(OS.LINUX)
class LinuxDirectoryEntryIT {
    private final Path folder = Shell.folder();

    @AfterEach
    void remove() {
        Shell.remove(folder);
    }

    private static List<ProblemReason> reasons(List<Problem> problems) {
        return problems.stream().map(Problem::getReason).toList();
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

    @Test
    void followsNoLink() {
        Shell.run(folder, "mkdir real; touch real/secret; ln -s real link; ln -s .. real/up; ln -s link twice");
        Walked ours = Walked.below(folder);
        assertThat(ours.names())
                .containsExactlyInAnyOrder(folder.getFileName().toString(), "real", "secret", "link", "up", "twice");
        assertThat(ours.row("link").getLinkTarget()).isEqualTo("real");
        assertThat(Walked.of(folder + "/link", params -> {}).names()).containsExactly("link");
        Walked through = Walked.of(folder + "/link/secret", params -> {});
        assertThat(through.rows()).isEmpty();
        assertThat(through.problems())
                .hasSize(1)
                .allMatch(problem -> problem.getReason() == ProblemReason.SKIPPED
                        && problem.getItem().equals(folder + "/link"));
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

    /** Done as the second batch of entries comes: the first is in the walk's buffer and its files are gone. */
    @Test
    void saysWhatVanished() {
        Shell.run(folder, "touch f{1..50}");
        Walked ours = new Walked() {
            @Override
            public void row(DirectoryEntryFinding finding) throws StoppedException {
                super.row(finding);
                if (finding.getType().equals("FILE") && rows().size() == 2) {
                    Shell.run(folder, "rm -f f*");
                }
            }
        }.walk(folder.toString(), params -> {});
        assertThat(ours.rows()).hasSize(51);
        DirectoryEntryFinding gone = ours.rows().get(50);
        assertThat(reasons(gone.getProblems())).containsExactly(ProblemReason.VANISHED);
        assertThat(gone.getType()).isEqualTo("FILE");
        assertThat(gone.getSize()).isNull();
        assertThat(ours.problems()).hasSize(49);
    }

    @Test
    void walksTenThousandLevels() throws IOException {
        Shell.run(
                folder,
                "perl -e 'for (1..10000) { mkdir \"d\" or die; chdir \"d\" or die; } open F, \">end\";'"
                        + " && touch last");
        long before = descriptors();
        AtomicInteger rows = new AtomicInteger();
        AtomicLong most = new AtomicLong();
        Walked files = new Walked() {
            @Override
            public void row(DirectoryEntryFinding finding) throws StoppedException {
                if (rows.incrementAndGet() % 1_000 == 0) {
                    most.accumulateAndGet(descriptors(), Math::max);
                }
                if (finding.getType().equals("FILE")) { // the paths of all have 100 MB
                    super.row(finding);
                }
            }
        }.walk(folder.toString(), params -> params.setDirectoryDepth(-1));
        assertThat(rows).hasValue(10_003);
        assertThat(files.row("end").getDepth()).isEqualTo(10_001);
        assertThat(files.row("last").getDepth()).isEqualTo(1);
        assertThat(files.problems()).isEmpty();
        assertThat(most.get() - before).isBetween(1L, 2L * FrameStack.WINDOW);
    }

    private static long descriptors() {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Folders further up than the walk keeps open are moved away while it is below them. */
    @Test
    void findsItsWayBackWhenFoldersAreMoved() {
        Shell.run(
                folder,
                "mkdir away; p=w; for i in $(seq 0 199); do mkdir -p $p; touch $p/f$i; p=$p/d$i; done; mkdir $p");
        String middle = folder + "/w" + levels(0, 50);
        String deeper = middle + levels(50, 120);
        Walked ours = new Walked() {
            @Override
            public void row(DirectoryEntryFinding finding) throws StoppedException {
                super.row(finding);
                if (finding.getName().equals("d199")) {
                    Shell.run(folder, "mv " + deeper + " away/one; mv " + middle + " away/two");
                }
            }
        }.walk(folder + "/w", params -> params.setDirectoryDepth(-1));
        assertThat(ours.paths()).doesNotHaveDuplicates();
        assertThat(ours.names()).contains("d199", "f0", "f1", "d0");
        assertThat(ours.names().stream().filter(name -> name.startsWith("d"))).hasSize(200);
        assertThat(ours.problems())
                .hasSize(1)
                .allMatch(problem -> problem.getReason() == ProblemReason.CHANGED_WHILE_READ
                        && problem.getItem().equals(middle));
    }

    private static String levels(int from, int to) {
        StringBuilder path = new StringBuilder();
        for (int i = from; i < to; i++) {
            path.append("/d").append(i);
        }
        return path.toString();
    }

    /** A user swaps a folder for a link to elsewhere as fast as possible. */
    @Test
    void isNotLedAwayByASwap() throws IOException {
        Shell.run(
                folder,
                "mkdir -p elsewhere/target tree/x; touch elsewhere/target/secret tree/x/mine;" + " ln -s " + folder
                        + "/elsewhere/target tree/y");
        Path folderName = folder.resolve("tree/x");
        Path link = folder.resolve("tree/y");
        Path spare = folder.resolve("tree/z");
        AtomicBoolean done = new AtomicBoolean();
        AtomicInteger swaps = new AtomicInteger();
        Thread swapper = new Thread(() -> {
            try {
                while (!done.get()) {
                    Files.move(folderName, spare);
                    Files.move(link, folderName);
                    Files.move(spare, link);
                    swaps.incrementAndGet();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        swapper.start();
        for (int i = 0; i < 500; i++) {
            assertThat(Walked.of(folder + "/tree/**", params -> params.setNameRegex("^secret$"))
                            .rows())
                    .isEmpty();
        }
        assertThat(swapper.isAlive()).isTrue();
        done.set(true);
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> !swapper.isAlive());
        assertThat(swaps.get()).isGreaterThan(500);
        assertThat(Walked.of(folder + "/**", params -> params.setNameRegex("^(secret|mine)$"))
                        .names())
                .containsExactlyInAnyOrder("secret", "mine");
    }

    @Test
    void releasesAllWhenItIsStopped() {
        Shell.run(folder, "mkdir -p a/b/c; touch a/b/c/f{1..9}");
        long before = descriptors();
        Walked stopping = new Walked() {
            @Override
            public void row(DirectoryEntryFinding finding) throws StoppedException {
                if (finding.getName().startsWith("f")) {
                    throw new StoppedException("told to");
                }
            }
        };
        assertThatThrownBy(() -> new LinuxDirectoryEntry()
                        .collect(Walked.params(folder.toString(), params -> params.setDirectoryDepth(-1)), stopping))
                .isInstanceOf(StoppedException.class);
        assertThat(descriptors()).isEqualTo(before);
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
