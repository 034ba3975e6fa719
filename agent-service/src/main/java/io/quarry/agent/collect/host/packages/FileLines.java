package io.quarry.agent.collect.host.packages;

import io.quarry.agent.collect.host.KernelText;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file line by line, whatever its size; no line is longer than the longest path with what stands beside it. */
final class FileLines implements Closeable {
    private static final int LONGEST = 1 << 14;

    private final InputStream in;
    private final byte[] block = new byte[1 << 14];
    private final byte[] line = new byte[LONGEST];
    private int at;
    private int end;

    FileLines(InputStream in) {
        this.in = in;
    }

    /**
     * @throws NoSuchFileException when there is none
     * @throws IOException when it is no regular file, which might block, or cannot be opened
     */
    static FileLines open(Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new IOException(file + " is no regular file");
            }
            throw new NoSuchFileException(file.toString());
        }
        return new FileLines(Files.newInputStream(file));
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
        }
        return end > 0;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
