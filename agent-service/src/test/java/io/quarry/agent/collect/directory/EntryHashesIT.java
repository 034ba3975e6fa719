package io.quarry.agent.collect.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.agent.collect.StoppedException;
import io.quarry.jobs.DirectoryEntryFinding;
import io.quarry.jobs.DirectoryEntryParams;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Digests against the sum tools, and what must not be opened or does not hold still. */
@EnabledOnOs(OS.LINUX)
class EntryHashesIT {
    private final Path folder = Shell.folder();

    @AfterEach
    void remove() {
        Shell.remove(folder);
    }

    private static void all(DirectoryEntryParams params) {
        params.setDirectoryDepth(-1);
        params.setCalculateMd5(true);
        params.setCalculateSha1(true);
        params.setCalculateSha256(true);
    }

    private Map<String, String> sums(String tool) {
        Map<String, String> sums = new HashMap<>();
        String out = Shell.run(folder, "find . -type f -print0 | xargs -0 " + tool + " -z");
        for (String line : out.split("\0", -1)) {
            String[] parts = line.split(" [ *]", 2);
            if (parts.length == 2) {
                byte[] path = parts[1].substring(1).getBytes(StandardCharsets.ISO_8859_1);
                sums.put(folder + PercentText.of(path, path.length).text(), parts[0]);
            }
        }
        return sums;
    }

    @Test
    void agreesWithTheSumTools() {
        Shell.run(folder, """
                mkdir d; : > empty; printf x > one; head -c 131072 /dev/urandom > block; head -c 131073 /dev/urandom > d/more
                head -c 2097151 /dev/urandom > alone; head -c 2097152 /dev/urandom > threads; ln threads d/again
                head -c 20000001 /dev/urandom > large; printf y > $'bad\\xff\\n'; truncate -s 30M sparse
                printf end >> sparse; printf start | dd of=sparse conv=notrunc 2>/dev/null; ln -s one link
                """);
        Map<String, String> md5 = sums("md5sum");
        Map<String, String> sha1 = sums("sha1sum");
        Map<String, String> sha256 = sums("sha256sum");
        Walked ours = Walked.of(folder.toString(), EntryHashesIT::all);
        assertThat(md5).hasSize(10);
        int hashed = 0;
        for (DirectoryEntryFinding row : ours.rows()) {
            assertThat(row.getMd5()).as(row.getPath()).isEqualTo(md5.get(row.getPath()));
            assertThat(row.getSha1()).as(row.getPath()).isEqualTo(sha1.get(row.getPath()));
            assertThat(row.getSha256()).as(row.getPath()).isEqualTo(sha256.get(row.getPath()));
            hashed += row.getMd5() == null ? 0 : 1;
        }
        assertThat(hashed).isEqualTo(10);
        assertThat(ours.problems()).isEmpty();
        Walked only = Walked.of(folder + "/large", params -> params.setCalculateSha1(true));
        assertThat(only.row("large").getSha1()).isEqualTo(sha1.get(folder + "/large"));
        assertThat(only.row("large").getMd5()).isNull();
    }

    /** A writer that waits for somebody to open the FIFO waits on, so nobody did. */
    @Test
    void opensNothingButRegularFiles() throws IOException {
        Shell.run(folder, "mkfifo fifo; perl -MIO::Socket::UNIX -e 'IO::Socket::UNIX->new(Local => \"socket\")'");
        Shell.can(folder, "mknod null c 1 3");
        Process writer = new ProcessBuilder("bash", "-c", "exec 3> fifo")
                .directory(folder.toFile())
                .start();
        try {
            Path state = Path.of("/proc/" + writer.pid() + "/wchan");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> !Files.readString(state).equals("0")
                            || Files.readString(state.resolveSibling("stat")).contains(") S "));
            Walked ours = Walked.of(folder.toString(), EntryHashesIT::all);
            assertThat(ours.problems()).isEmpty();
            for (String name : new String[] {"fifo", "socket"}) {
                assertThat(ours.row(name).getProblems())
                        .anyMatch(problem -> problem.getReason() == ProblemReason.SKIPPED);
            }
            assertThat(writer.isAlive()).isTrue();
        } finally {
            writer.destroyForcibly().onExit().join();
        }
    }

    @Test
    void opensNoFileThatTheKernelMakesUp() {
        Walked ours = Walked.of("/proc/sys/kernel/ostype", EntryHashesIT::all);
        assertThat(ours.row("ostype").getMd5()).isNull();
        assertThat(ours.row("ostype").getProblems()).anyMatch(p -> p.getReason() == ProblemReason.SKIPPED);
    }

    @Test
    void leavesTheTimeOfAccessAlone() {
        Shell.run(folder, "echo x > f; touch -a -d 2001-01-01Z f");
        Walked.of(folder.toString(), EntryHashesIT::all);
        assertThat(Shell.run(folder, "stat -c %X f").strip()).isEqualTo("978307200");
    }

    /** Writes at each look of the hashing, to a file that one thread hashes and to one that has a thread for each digest. */
    @Test
    void saysThatAFileChanged() {
        for (int size : new int[] {1_000_000, 9_000_000}) {
            Shell.run(folder, "rm -f f; head -c " + size + " /dev/urandom > f");
            Path file = folder.resolve("f");
            Walked ours = new Walked() {
                @Override
                public void checkpoint() {
                    try {
                        Files.write(file, new byte[] {1}, StandardOpenOption.APPEND);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            }.walk(file.toString(), EntryHashesIT::all);
            DirectoryEntryFinding row = ours.row("f");
            assertThat(row.getChangedWhileHashed()).isTrue();
            assertThat(ours.problems()).extracting(Problem::getReason).contains(ProblemReason.CHANGED_WHILE_READ);
            assertThat(row.getProblems()).extracting(Problem::getReason).contains(ProblemReason.CHANGED_WHILE_READ);
        }
    }

    @Test
    void saysWhatIsTooLargeForTheHunt() {
        Shell.run(folder, "truncate -s 4096 fits; truncate -s 4097 large; truncate -s 8E huge || truncate -s 10T huge");
        Walked ours = new Walked() {
            @Override
            public long mostBytes() {
                return 4096;
            }
        }.walk(folder.toString(), EntryHashesIT::all);
        assertThat(ours.row("fits").getMd5()).isNotNull();
        for (String name : new String[] {"large", "huge"}) {
            assertThat(ours.row(name).getMd5()).isNull();
            assertThat(ours.row(name).getProblems())
                    .extracting(Problem::getReason)
                    .contains(ProblemReason.LIMIT);
        }
        assertThat(ours.problems()).hasSize(2);
    }

    @Test
    void chargesWhatItsThreadsBurn() throws StoppedException {
        Shell.run(folder, "truncate -s 64M f");
        long[] charged = new long[1];
        new Walked() {
            @Override
            public void charge(long cpuNanos) {
                assertThat(cpuNanos).isNotNegative();
                charged[0] += cpuNanos;
            }
        }.walk(folder + "/f", EntryHashesIT::all);
        assertThat(Duration.ofNanos(charged[0])).isBetween(Duration.ofMillis(20), Duration.ofSeconds(10));
    }
}
