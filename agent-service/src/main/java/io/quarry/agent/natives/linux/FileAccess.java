package io.quarry.agent.natives.linux;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads files that others control: opening never waits (a FIFO that was put there meanwhile does not hold it up), never follows
 * a link, and reading has a bound. Also extended attributes, of which Java only knows the users' own.
 */
public final class FileAccess {
    private static final int AT_FDCWD = -100;
    private static final int O_NONBLOCK = 0x800;
    private static final int O_NOCTTY = 0x100;
    private static final int O_CLOEXEC = 0x80000;
    private static final int TYPE = 0170000;
    private static final int REGULAR = 0100000;
    private static final int BLOCK = 1 << 14;
    private static final int MOST_ATTRIBUTE = 1 << 16; // XATTR_SIZE_MAX
    private static boolean bound;

    private FileAccess() {}

    /** getxattr(2) that follows no link. */
    private static native long lgetxattr(long path, long name, long value, long size);

    private static synchronized void bind() {
        Libc.bind();
        if (!bound) {
            Native.register(FileAccess.class, "c");
            bound = true;
        }
    }

    /** What is there is no regular file: a device, a FIFO, a socket, a folder or a link. */
    public static final class NotRegularException extends IOException {
        private static final long serialVersionUID = 1L;

        NotRegularException(Path file) {
            super("no regular file: " + file);
        }
    }

    /** A file has more bytes than are read of it. */
    public static final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1L;

        TooLargeException(Path file, int most) {
            super("more than " + most + " bytes: " + file);
        }
    }

    /**
     * Reads a regular file.
     *
     * @param most bytes that it may have
     * @throws NotRegularException without having opened it
     * @throws TooLargeException without having kept any of it
     */
    public static byte[] read(Path file, int most) throws IOException {
        bind();
        if (!regular(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new NotRegularException(file);
        }
        int descriptor;
        try (Memory path = text(file)) {
            int flags = O_NONBLOCK | O_NOCTTY | O_CLOEXEC | noFollow();
            descriptor = Libc.openat(AT_FDCWD, Pointer.nativeValue(path), flags);
        }
        if (descriptor < 0) {
            throw failure(file, Native.getLastError());
        }
        try {
            if (!regular(Path.of("/proc/self/fd", String.valueOf(descriptor)))) {
                throw new NotRegularException(file); // it was another a moment ago
            }
            return contents(descriptor, file, most);
        } finally {
            Libc.close(descriptor);
        }
    }

    /**
     * Value of an extended attribute, as getxattr(2) has it.
     *
     * @return null when the file has none of this name, or its file system has no such attributes
     */
    public static byte @Nullable [] attribute(Path file, String name) throws IOException {
        bind();
        try (Memory path = text(file);
                Memory key = terminated(name.getBytes(StandardCharsets.US_ASCII));
                Memory value = new Memory(MOST_ATTRIBUTE)) {
            long length = lgetxattr(
                    Pointer.nativeValue(path), Pointer.nativeValue(key), Pointer.nativeValue(value), MOST_ATTRIBUTE);
            if (length >= 0) {
                return value.getByteArray(0, (int) length);
            }
            int errno = Native.getLastError();
            if (errno == 61 || errno == 95) { // ENODATA, EOPNOTSUPP
                return null;
            }
            throw failure(file, errno);
        }
    }

    private static byte[] contents(int descriptor, Path file, int most) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Memory block = new Memory(BLOCK)) {
            while (true) {
                long length = Libc.read(descriptor, Pointer.nativeValue(block), BLOCK);
                if (length < 0) {
                    throw failure(file, Native.getLastError());
                }
                if (length == 0) {
                    return out.toByteArray();
                }
                if (out.size() + length > most) {
                    throw new TooLargeException(file, most);
                }
                out.write(block.getByteArray(0, (int) length), 0, (int) length);
            }
        }
    }

    private static boolean regular(Path file, LinkOption... options) throws IOException {
        Object mode = Files.readAttributes(file, "unix:mode", options).get("mode");
        return ((Integer) Objects.requireNonNull(mode) & TYPE) == REGULAR;
    }

    private static IOException failure(Path file, int errno) {
        if (errno == Errno.ENOENT || errno == Errno.ENOTDIR) {
            return new NoSuchFileException(file.toString());
        }
        return Errno.denied(errno)
                ? new AccessDeniedException(file.toString())
                : new IOException(file + ": " + Errno.name(errno));
    }

    /** O_NOFOLLOW is one of the flags that are not the same on all architectures. */
    private static int noFollow() {
        return System.getProperty("os.arch", "").equals("aarch64") ? 0x8000 : 0x20000;
    }

    /** A path as its bytes: they need not be text, and only its URI has them all. */
    private static Memory text(Path file) {
        String escaped = file.toUri().getRawPath();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < escaped.length(); i++) {
            if (escaped.charAt(i) == '%') {
                bytes.write(Integer.parseInt(escaped.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                bytes.write(escaped.charAt(i));
            }
        }
        return terminated(bytes.toByteArray());
    }

    private static Memory terminated(byte[] text) {
        Memory memory = new Memory(text.length + 1L);
        memory.write(0, text, 0, text.length);
        memory.setByte(text.length, (byte) 0);
        return memory;
    }
}
