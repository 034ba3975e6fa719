package io.quarry.agent.collect.host;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.model.Hashes;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Digests of files, all in one read of each; a file that many processes run, or that has many names, is read once a task.
 * Large files take a thread for each digest. The JDK's own digests: here they are as quick as those of other providers.
 */
public final class FileHashes {
    private static final int BLOCK = 1 << 17;
    private static final int KEPT = 10_000;
    /** Below, starting threads costs more than they save. */
    private static final long PARALLEL_FROM = 2 << 20;

    private final boolean md5;
    private final boolean sha1;
    private final boolean sha256;
    private final FindingSink<?> sink;
    private final byte[] block = new byte[BLOCK];
    private @Nullable ParallelDigests parallel;
    private final Map<Identity, Hashes> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Identity, Hashes> eldest) {
            return size() > KEPT;
        }
    };

    /**
     * What a file is while nobody writes to it.
     *
     * @param modified nanoseconds since 1970, as far as they fit
     * @param changed of the inode, the same; a writer can set the former back but not this
     */
    public record Identity(long device, long inode, long modified, long changed, long size) {}

    /** A regular file, open. */
    public interface Content extends Closeable {
        /** As it is now. */
        Identity identity() throws IOException;

        /** Reads on; @return how many bytes, 0 or less at the end */
        int read(byte[] into) throws IOException;
    }

    /**
     * What came of it.
     *
     * @param hashes null when the file is no regular one, so that reading it could block or have an effect
     * @param changed it was written to meanwhile: the digests fit no state of it
     */
    public record Result(@Nullable Hashes hashes, boolean changed) {}

    /** @param sink asked between blocks whether to go on */
    public FileHashes(boolean md5, boolean sha1, boolean sha256, FindingSink<?> sink) {
        this.md5 = md5;
        this.sha1 = sha1;
        this.sha256 = sha256;
        this.sink = sink;
    }

    public boolean wanted() {
        return md5 || sha1 || sha256;
    }

    /**
     * @param file a path that stands for one file as long as this takes; links are followed
     * @throws IOException when it cannot be read
     */
    public Result of(Path file) throws IOException, StoppedException {
        if (!PathContent.isRegular(file)) {
            return new Result(null, false);
        }
        Hashes hashes = known.get(PathContent.identity(file)); // without opening it: it may be one of thousands
        if (hashes != null) {
            return new Result(hashes, false);
        }
        try (PathContent content = new PathContent(file)) {
            return of(content);
        }
    }

    /**
     * @param content of a regular file, at its start; stays open
     * @throws IOException when it cannot be read
     */
    public Result of(Content content) throws IOException, StoppedException {
        Identity before = content.identity();
        Hashes hashes = known.get(before);
        if (hashes != null) {
            return new Result(hashes, false);
        }
        MessageDigest first = digest(md5, "MD5");
        MessageDigest second = digest(sha1, "SHA-1");
        MessageDigest third = digest(sha256, "SHA-256");
        List<MessageDigest> all =
                Stream.of(first, second, third).filter(Objects::nonNull).toList();
        // a file that grows as fast as it is read would never end; files of the kernel have no size beforehand
        long most = before.size() == 0 ? Long.MAX_VALUE - 1 : before.size();
        long read = before.size() < PARALLEL_FROM
                ? update(content, most, all)
                : parallel().update(content, most, all);
        hashes = new Hashes(text(first), text(second), text(third));
        boolean changed = !before.equals(content.identity()) || before.size() > 0 && read != before.size();
        if (!changed) {
            known.put(before, hashes);
        }
        return new Result(hashes, changed);
    }

    private long update(Content content, long most, List<MessageDigest> digests) throws IOException, StoppedException {
        long total = 0;
        for (int length = content.read(block); length > 0; length = content.read(block)) {
            for (MessageDigest digest : digests) {
                digest.update(block, 0, length);
            }
            total += length;
            sink.checkpoint();
            if (total > most) {
                break;
            }
        }
        return total;
    }

    private ParallelDigests parallel() {
        if (parallel == null) {
            parallel = new ParallelDigests(sink);
        }
        return parallel;
    }

    private static @Nullable MessageDigest digest(boolean wanted, String algorithm) {
        try {
            return wanted ? MessageDigest.getInstance(algorithm) : null;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + algorithm, e);
        }
    }

    private static @Nullable String text(@Nullable MessageDigest digest) {
        return digest == null ? null : HexFormat.of().formatHex(digest.digest());
    }
}
