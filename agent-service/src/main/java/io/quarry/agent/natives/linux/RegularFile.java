package io.quarry.agent.natives.linux;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;

/**
 * Reads a file that may have been put where it is to trap its reader: opening it never waits for a writer, whatever it is
 * or becomes meanwhile, and what is no regular file is not read.
 */
public final class RegularFile {
    private static final int AT_FDCWD = -100;
    private static final int O_NOCTTY_NONBLOCK_CLOEXEC = 0x80000 | 0x800 | 0x100;
    private static final int O_NOFOLLOW = arm() ? 0x8000 : 0x20000;
    private static final int ELOOP = 40;
    private static final int BLOCK = 1 << 16;
    private static final int TYPE = 0170000;
    private static final int REGULAR = 0100000;

    private final byte[] bytes;
    private final boolean cut;
    private final Map<String, Object> attributes;

    private RegularFile(byte[] bytes, boolean cut, Map<String, Object> attributes) {
        this.bytes = bytes;
        this.cut = cut;
        this.attributes = attributes;
    }

    /**
     * @param most bytes to read
     * @param follow whether the path may be a link; links to folders on its way always are followed
     * @throws NoSuchFileException when there is none
     * @throws AccessDeniedException when this user may not read it
     * @throws IOException when it is no regular file, or cannot be read
     * @throws UnsatisfiedLinkError when this is not a 64-bit Linux
     */
    public static RegularFile read(Path path, int most, boolean follow) throws IOException {
        Libc.bind();
        int file = open(path, O_NOCTTY_NONBLOCK_CLOEXEC | (follow ? 0 : O_NOFOLLOW));
        try {
            Map<String, Object> attributes = Files.readAttributes(
                    Path.of("/proc/self/fd/" + file), "unix:mode,uid,gid,nlink,lastModifiedTime,lastAccessTime");
            if (((Integer) Objects.requireNonNull(attributes.get("mode")) & TYPE) != REGULAR) {
                throw new FileSystemException(path.toString(), null, "not a regular file");
            }
            byte[] bytes = contents(path, file, most);
            return bytes.length > most
                    ? new RegularFile(Arrays.copyOf(bytes, most), true, attributes)
                    : new RegularFile(bytes, false, attributes);
        } finally {
            Libc.close(file);
        }
    }

    public byte[] bytes() {
        return bytes;
    }

    /** It has more bytes than were to be read. */
    public boolean cut() {
        return cut;
    }

    /** mode, uid, gid, nlink, lastModifiedTime and lastAccessTime, as the "unix" view of {@link Files#readAttributes} has them. */
    public Map<String, Object> attributes() {
        return attributes;
    }

    private static int open(Path path, int flags) throws IOException {
        byte[] name = Native.toByteArray(path.toString(), System.getProperty("sun.jnu.encoding", "UTF-8"));
        try (Memory memory = new Memory(name.length)) {
            memory.write(0, name, 0, name.length);
            int file = Libc.openat(AT_FDCWD, Pointer.nativeValue(memory), flags);
            if (file < 0) {
                throw failure(path, Native.getLastError());
            }
            return file;
        }
    }

    private static IOException failure(Path path, int errno) {
        return switch (errno) {
            case Errno.ENOENT, Errno.ENOTDIR -> new NoSuchFileException(path.toString());
            case Errno.EACCES, Errno.EPERM -> new AccessDeniedException(path.toString());
            case ELOOP -> new FileSystemException(path.toString(), null, "a link");
            default -> new FileSystemException(path.toString(), null, Errno.name(errno));
        };
    }

    /** At most one byte more than asked for. */
    private static byte[] contents(Path path, int file, int most) throws IOException {
        byte[] bytes = new byte[0];
        int length = 0;
        try (Memory block = new Memory(BLOCK)) {
            while (length <= most) {
                long count = Libc.read(file, Pointer.nativeValue(block), Math.min(BLOCK, most + 1L - length));
                if (count < 0) {
                    throw failure(path, Native.getLastError());
                }
                if (count == 0) {
                    break;
                }
                if (length + count > bytes.length) {
                    bytes = Arrays.copyOf(bytes, (int) Math.max(length + count, Math.min(most + 1L, 2L * length)));
                }
                block.read(0, bytes, length, (int) count);
                length += (int) count;
            }
        }
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }

    private static boolean arm() {
        return System.getProperty("os.arch", "").equals("aarch64");
    }
}
