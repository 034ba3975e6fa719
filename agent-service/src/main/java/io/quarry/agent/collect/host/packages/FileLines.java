package io.quarry.agent.collect.host.packages;

import io.quarry.agent.collect.host.KernelText;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** A file line by line, whatever its size; no line is longer than the longest path with what stands beside it. */
final class FileLines implements Closeable {
    private static final int LONGEST = 1 << 14;

    private final InputStream in;
    private final byte[] block = new byte[1 << 14];
    private final byte[] line = new byte[LONGEST];
    private long left;
    private int at;
    private int end;

    FileLines(InputStream in) {
        this(in, Long.MAX_VALUE);
    }

    private FileLines(InputStream in, long most) {
        this.in = in;
        this.left = most;
    }

    /**
     * @throws NoSuchFileException when there is none
     * @throws IOException when it is no regular file, which might block, or cannot be opened
     */
    static FileLines open(Path file) throws IOException {
        return new FileLines(stream(file));
    }

    /**
     * The same of a file that gzip has compressed.
     *
     * @param most bytes that it may have when it is expanded
     * @throws IOException by {@link #next} too, when it has more
     */
    static FileLines unzipped(Path file, long most) throws IOException {
        InputStream in = stream(file);
        try {
            return new FileLines(new GZIPInputStream(in), most);
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    private static InputStream stream(Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new IOException(file + " is no regular file");
            }
            throw new NoSuchFileException(file.toString());
        }
        return Files.newInputStream(file);
    }

    /** Null at the end. What is left of a line that is too long is skipped. */
    @Nullable
    String next() throws IOException {
        int length = 0;
        boolean any = false;
        while (fill()) {
            any = true;
            int stop = at;
            while (stop < end && block[stop] != '\n') {
                stop++;
            }
            int part = Math.min(stop - at, LONGEST - length);
            System.arraycopy(block, at, line, length, part);
            length += part;
            at = stop + 1;
            if (stop < end) {
                return KernelText.decode(line, 0, length);
            }
        }
        return any ? KernelText.decode(line, 0, length) : null;
    }

    private boolean fill() throws IOException {
        if (at >= end) {
            end = Math.max(0, in.read(block));
            at = 0;
            left -= end;
            if (left < 0) {
                throw new IOException("it expands to more than is read of it");
            }
        }
        return end > 0;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
