package io.quarry.agent.collect.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.agent.collect.StoppedException;
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

/** Links, depth, and what changes or is hostile while the walk goes on. */
@EnabledOnOs(OS.LINUX)
class RestlessFoldersIT {
    private final Path folder = Shell.folder();

    @AfterEach
    void remove() {
        Shell.remove(folder);
    }

    private static List<ProblemReason> reasons(List<Problem> problems) {
        return problems.stream().map(Problem::getReason).toList();
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
        Awaitility.await() // others of this virtual machine open and close some, too
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(descriptors()).isLessThanOrEqualTo(before));
    }
}
