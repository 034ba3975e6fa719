package io.quarry.agent.natives.linux;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads the files of one process after another under {@code /proc}, with one buffer. The folder of a process is held open
 * while it is read, so a process that ends and whose number is given to another is never mixed with that other. Results
 * are lengths, or an error number of errno(3) negated. For one thread.
 */
public final class ProcFiles implements AutoCloseable {
    /** Bytes that one read returns at most: more than any file of one process has, but for cmdline and maps. */
    public static final int CAPACITY = 1 << 16;

    private static final int O_RDONLY_CLOEXEC = 0x80000;
    private static final int O_PATH_CLOEXEC = 0x280000;
    private static final int AT_FDCWD = -100;
    private static final int NO_FOLDER = -1;
    private static final int PID_DIGITS = 12;

    private final byte[] bytes = new byte[CAPACITY];
    private final Memory memory;
    private final ByteBuffer buffer;
    private final long address;
    private final Map<String, Memory> names = new HashMap<>();
    private final Memory pidPath;
    private final ByteBuffer pidPathBytes;
    private final int prefix;
    private int folder = NO_FOLDER;

    /**
     * A part of a file as it comes.
     *
     * @param <E> what handling it may throw
     */
    public interface Chunks<E extends Exception> {
        /** @return whether to go on; the array is used again for the next part */
        boolean accept(byte[] bytes, int length) throws E;
    }

    /**
     * @param root where the process file system is mounted: {@code /proc}
     * @throws UnsatisfiedLinkError when this is not a 64-bit Linux
     */
    public ProcFiles(Path root) {
        Libc.bind();
        memory = new Memory(CAPACITY);
        buffer = memory.getByteBuffer(0, CAPACITY);
        address = Pointer.nativeValue(memory);
        byte[] path = Native.toByteArray(root + "/", "UTF-8");
        prefix = path.length - 1;
        pidPath = new Memory(path.length + PID_DIGITS);
        pidPath.write(0, path, 0, path.length);
        pidPathBytes = pidPath.getByteBuffer(0, path.length + PID_DIGITS);
    }

    /** Goes on to a process; @return 0, or the error number negated */
    public int enter(int pid) {
        leave();
        byte[] digits = Integer.toString(pid).getBytes(StandardCharsets.US_ASCII);
        pidPathBytes.put(prefix, digits, 0, digits.length).put(prefix + digits.length, (byte) 0);
        int opened = Libc.openat(AT_FDCWD, Pointer.nativeValue(pidPath), O_PATH_CLOEXEC);
        if (opened < 0) {
            return -Native.getLastError();
        }
        folder = opened;
        return 0;
    }

    /** Lets go of the process. */
    public void leave() {
        if (folder != NO_FOLDER) {
            Libc.close(folder);
            folder = NO_FOLDER;
        }
    }

    /** Descriptor of the folder of the process entered. */
    int folder() {
        return folder;
    }

    /** Path of a file of the process entered, good until it is left, even when the number has gone to another process. */
    public Path path(String name) {
        return Path.of("/proc/self/fd/" + folder, name);
    }

    /**
     * Reads a file in one go.
     *
     * @return how much of {@link #bytes()} it filled; {@link #CAPACITY} when there may be more
     */
    public int read(String name) {
        return readStart(name, CAPACITY);
    }

    /** Reads the start of a file; @return how much of {@link #bytes()} it filled */
    public int readStart(String name, int most) {
        int file = Libc.openat(folder, Pointer.nativeValue(name(name)), O_RDONLY_CLOEXEC);
        if (file < 0) {
            return -Native.getLastError();
        }
        int length = fill(file, most);
        Libc.close(file);
        return length;
    }

    /** Reads a file of any length, part by part; @return 0, or the error number negated */
    public <E extends Exception> int read(String name, Chunks<E> chunks) throws E {
        int file = Libc.openat(folder, Pointer.nativeValue(name(name)), O_RDONLY_CLOEXEC);
        if (file < 0) {
            return -Native.getLastError();
        }
        try {
            int length = fill(file, CAPACITY);
            while (length > 0 && chunks.accept(bytes, length)) {
                length = fill(file, CAPACITY);
            }
            return Math.min(length, 0);
        } finally {
            Libc.close(file);
        }
    }

    /** Reads where a link points; @return how much of {@link #bytes()} it filled */
    public int readLink(String name) {
        long length = Libc.readlinkat(folder, Pointer.nativeValue(name(name)), address, CAPACITY);
        return length < 0 ? -Native.getLastError() : copied(length);
    }

    /** What was read last. */
    public byte[] bytes() {
        return bytes;
    }

    @Override
    public void close() {
        leave();
        names.values().forEach(Memory::close);
        pidPath.close();
        memory.close();
    }

    private int fill(int file, int most) {
        long length = Libc.read(file, address, most);
        return length < 0 ? -Native.getLastError() : copied(length);
    }

    private int copied(long length) {
        buffer.get(0, bytes, 0, (int) length);
        return (int) length;
    }

    private Memory name(String name) {
        Memory known = names.get(name);
        if (known == null) {
            byte[] text = Native.toByteArray(name, "UTF-8");
            known = new Memory(text.length);
            known.write(0, text, 0, text.length);
            names.put(name, known);
        }
        return known;
    }
}
