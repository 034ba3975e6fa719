package io.quarry.agent.collect.host;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.model.Hashes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Digests of files, all in one read of each; a file that many processes run is read once a task. */
public final class FileHashes {
    private static final int BLOCK = 1 << 17;
    private static final int KEPT = 10_000;
    private static final int TYPE = 0170000;
    private static final int REGULAR = 0100000;

    private final boolean md5;
    private final boolean sha1;
    private final boolean sha256;
    private final FindingSink<?> sink;
    private final Map<Identity, Hashes> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Identity, Hashes> eldest) {
            return size() > KEPT;
        }
    };

    /** What a file is while nobody writes to it. */
    private record Identity(Object device, Object inode, Object modified, Object size) {}

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
        Map<String, Object> attributes = attributes(file);
        if (((Integer) Objects.requireNonNull(attributes.get("mode")) & TYPE) != REGULAR) {
            return new Result(null, false);
        }
        Identity identity = identity(attributes);
        Hashes hashes = known.get(identity);
        if (hashes != null) {
            return new Result(hashes, false);
        }
        hashes = digest(file);
        boolean changed = !identity.equals(identity(attributes(file)));
        if (!changed) {
            known.put(identity, hashes);
        }
        return new Result(hashes, changed);
    }

    private static Map<String, Object> attributes(Path file) throws IOException {
        return Files.readAttributes(file, "unix:dev,ino,lastModifiedTime,size,mode");
    }

    private static Identity identity(Map<String, Object> attributes) {
        return new Identity(
                Objects.requireNonNull(attributes.get("dev")),
                Objects.requireNonNull(attributes.get("ino")),
                Objects.requireNonNull(attributes.get("lastModifiedTime")),
                Objects.requireNonNull(attributes.get("size")));
    }

    private Hashes digest(Path file) throws IOException, StoppedException {
        MessageDigest first = digest(md5, "MD5");
        MessageDigest second = digest(sha1, "SHA-1");
        MessageDigest third = digest(sha256, "SHA-256");
        byte[] block = new byte[BLOCK];
        try (InputStream in = Files.newInputStream(file)) {
            for (int length = in.read(block); length >= 0; length = in.read(block)) {
                update(first, block, length);
                update(second, block, length);
                update(third, block, length);
                sink.checkpoint();
            }
        }
        return new Hashes(text(first), text(second), text(third));
    }

    private static @Nullable MessageDigest digest(boolean wanted, String algorithm) {
        try {
            return wanted ? MessageDigest.getInstance(algorithm) : null;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + algorithm, e);
        }
    }

    private static void update(@Nullable MessageDigest digest, byte[] block, int length) {
        if (digest != null) {
            digest.update(block, 0, length);
        }
    }

    private static @Nullable String text(@Nullable MessageDigest digest) {
        return digest == null ? null : HexFormat.of().formatHex(digest.digest());
    }
}
