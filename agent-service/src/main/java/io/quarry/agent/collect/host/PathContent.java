package io.quarry.agent.collect.host;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A file opened by a path; links are followed. */
final class PathContent implements FileHashes.Content {
    private static final int TYPE = 0170000;
    private static final int REGULAR = 0100000;

    private final Path file;
    private final InputStream in;

    /** @throws IOException when it cannot be opened */
    PathContent(Path file) throws IOException {
        this.file = file;
        this.in = Files.newInputStream(file);
    }

    static boolean isRegular(Path file) throws IOException {
        return ((Integer) Files.getAttribute(file, "unix:mode") & TYPE) == REGULAR;
    }

    static FileHashes.Identity identity(Path file) throws IOException {
        Map<String, Object> attributes = Files.readAttributes(file, "unix:dev,ino,lastModifiedTime,ctime,size");
        return new FileHashes.Identity(
                (Long) Objects.requireNonNull(attributes.get("dev")),
                (Long) Objects.requireNonNull(attributes.get("ino")),
                nanos(attributes.get("lastModifiedTime")),
                nanos(attributes.get("ctime")),
                (Long) Objects.requireNonNull(attributes.get("size")));
    }

    @Override
    public FileHashes.Identity identity() throws IOException {
        return identity(file);
    }

    @Override
    public int read(byte[] into) throws IOException {
        return in.read(into);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private static long nanos(@Nullable Object time) {
        return ((FileTime) Objects.requireNonNull(time)).to(TimeUnit.NANOSECONDS);
    }
}
