package io.quarry.agent.collect.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.jobs.CurrentProcessFinding;
import io.quarry.model.Hashes;
import io.quarry.model.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** One read for all digests, on one thread or several. */
class FileHashesTest {
    private final Asked sink = new Asked();

    /** Counts; throws when it was asked often enough. */
    private static final class Asked implements FindingSink<CurrentProcessFinding> {
        private int checkpoints;
        private int most = Integer.MAX_VALUE;
        private long charged;

        @Override
        public void row(CurrentProcessFinding finding) {
            throw new AssertionError("no rows here");
        }

        @Override
        public void problem(Problem problem) {
            throw new AssertionError(problem);
        }

        @Override
        public void checkpoint() throws StoppedException {
            if (++checkpoints > most) {
                throw new StoppedException("told to");
            }
        }

        @Override
        public void charge(long cpuNanos) {
            charged += cpuNanos;
        }
    }

    /** Content made up as it is read, in uneven parts. */
    private static final class Made implements FileHashes.Content {
        private final byte[] bytes;
        private final int failAt;
        private int at;

        Made(byte[] bytes, int failAt) {
            this.bytes = bytes;
            this.failAt = failAt;
        }

        @Override
        public FileHashes.Identity identity() {
            return new FileHashes.Identity(1, failAt, 1, 1, bytes.length);
        }

        @Override
        public int read(byte[] into) throws IOException {
            if (at >= failAt) {
                throw new IOException("bad sector");
            }
            int length = Math.min(Math.min(into.length, bytes.length - at), 70_001);
            System.arraycopy(bytes, at, into, 0, length);
            at += length;
            return length;
        }

        @Override
        public void close() {}
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static String hex(String algorithm, byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
    }

    private static long digestThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("digest-"))
                .count();
    }

    @Test
    void readsOnceForAllDigests() throws Exception {
        FileHashes hashes = new FileHashes(true, true, true, sink);
        for (int size : new int[] {0, 1, 131_072, (2 << 20) - 1, 2 << 20, 12_345_678, (2 << 20) + 1}) {
            byte[] bytes = random(size);
            FileHashes.Result result = hashes.of(new Made(bytes, Integer.MAX_VALUE));
            assertThat(result.changed()).isFalse();
            assertThat(result.hashes())
                    .isEqualTo(new Hashes(hex("MD5", bytes), hex("SHA-1", bytes), hex("SHA-256", bytes)));
        }
        assertThat(sink.charged).isPositive();
        assertThat(digestThreads()).isZero();
    }

    @Test
    void calculatesOnlyWhatIsAskedFor() throws Exception {
        byte[] bytes = random(3 << 20);
        FileHashes.Result result = new FileHashes(false, true, false, sink).of(new Made(bytes, Integer.MAX_VALUE));
        assertThat(result.hashes()).isEqualTo(new Hashes(null, hex("SHA-1", bytes), null));
    }

    @Test
    void leavesNoThreadBehind() throws Exception {
        FileHashes hashes = new FileHashes(true, true, true, sink);
        assertThatThrownBy(() -> hashes.of(new Made(random(8 << 20), 4 << 20))).isInstanceOf(IOException.class);
        sink.most = sink.checkpoints + 10;
        assertThatThrownBy(() -> hashes.of(new Made(random(8 << 20), Integer.MAX_VALUE)))
                .isInstanceOf(StoppedException.class);
        sink.most = Integer.MAX_VALUE;
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> hashes.of(new Made(random(8 << 20), Integer.MAX_VALUE)))
                .isInstanceOf(StoppedException.class);
        assertThat(Thread.interrupted()).isTrue();
        Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> digestThreads() == 0);
        byte[] bytes = random(8 << 20); // what was left over of those runs does no harm to the next
        Hashes right = hashes.of(new Made(bytes, Integer.MAX_VALUE - 1)).hashes();
        assertThat(right).isEqualTo(new Hashes(hex("MD5", bytes), hex("SHA-1", bytes), hex("SHA-256", bytes)));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void knowsAFileByItsInode(@TempDir Path folder) throws Exception {
        byte[] bytes = random(300_000);
        Path file = Files.write(folder.resolve("f"), bytes);
        Path other = Files.createLink(folder.resolve("g"), file);
        FileHashes hashes = new FileHashes(true, false, false, sink);
        assertThat(hashes.of(file).hashes()).isEqualTo(new Hashes(hex("MD5", bytes), null, null));
        int before = sink.checkpoints;
        assertThat(hashes.of(other).hashes()).isEqualTo(new Hashes(hex("MD5", bytes), null, null));
        assertThat(sink.checkpoints).isEqualTo(before); // not read again
        assertThat(hashes.of(folder).hashes()).isNull();
    }
}
