package io.quarry.agent.natives.linux;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Looks at the entries of open folders. All is relative to a descriptor and follows no link, so whoever swaps a folder for
 * a link meanwhile leads nobody elsewhere. Results are descriptors or lengths, or an error number of errno(3) negated. For
 * one thread.
 */
public final class FolderCalls implements AutoCloseable {
    private static final int CAPACITY = 1 << 16; // XATTR_LIST_MAX of linux/limits.h; no link is as long
    private static final int FEW_NAMES = 512; // the kernel makes room for as much as is asked for, at each call
    private static final int NO_DESCRIPTOR = -1;

    private final FileCalls.Abi abi = FileCalls.Abi.current();
    private final FileStatus status = new FileStatus();
    private final byte[] bytes = new byte[CAPACITY];
    private final Memory memory = new Memory(CAPACITY);
    private final ByteBuffer buffer = memory.getByteBuffer(0, CAPACITY);
    private final long address = Pointer.nativeValue(memory);
    private final Memory fixed = new Memory(8);
    private final long root = Pointer.nativeValue(fixed);
    private final long parent = root + 2;
    private final long empty = root + 5;
    private final int openFolder = FileCalls.O_NONBLOCK | FileCalls.O_CLOEXEC | abi.directory() | abi.noFollow();
    private final int openFile = FileCalls.O_NONBLOCK | FileCalls.O_NOCTTY | FileCalls.O_CLOEXEC | abi.noFollow();
    private boolean hasListxattrat = true;

    /** @throws UnsatisfiedLinkError when this is not a 64-bit Linux, or its processor is not known */
    public FolderCalls() {
        FileCalls.bind();
        fixed.write(0, "/\0..\0\0".getBytes(StandardCharsets.US_ASCII), 0, 6);
    }

    /** Whether this kernel has what all else here needs. */
    public boolean isSupported() {
        return statx(FileCalls.AT_FDCWD, root, FileCalls.AT_SYMLINK_NOFOLLOW, status) != -Errno.ENOSYS;
    }

    /** What was asked for last. */
    public FileStatus status() {
        return status;
    }

    /** Where {@link #readLink}, {@link #attributeNames} and {@link #attribute} put what they read. */
    public byte[] bytes() {
        return bytes;
    }

    /** Opens the root folder, to list it. */
    public int openRoot() {
        return open(FileCalls.AT_FDCWD, root, openFolder);
    }

    /** Opens the folder that another lies in, to list it. */
    public int openParent(int folder) {
        return open(folder, parent, openFolder);
    }

    /**
     * Opens an entry that is a folder.
     *
     * @param list false: only to look up names in it, which takes no permission to read it
     */
    public int openFolder(int folder, FolderEntries entry, boolean list) {
        return list
                ? open(folder, entry.nameAddress(), openFolder)
                : opened(FileCalls.openat(folder, entry.nameAddress(), openFolder | FileCalls.O_PATH));
    }

    /**
     * Opens an entry to read it. A file whose lease another process holds gives an error at once; so does a FIFO or device
     * that has taken the place of a regular file, or the caller finds out by {@link #statusOf}.
     */
    public int openFile(int folder, FolderEntries entry) {
        int descriptor = open(folder, entry.nameAddress(), openFile);
        if (descriptor >= 0) {
            FileCalls.posix_fadvise(descriptor, 0, 0, FileCalls.POSIX_FADV_SEQUENTIAL);
        }
        return descriptor;
    }

    /** Reads an entry's status; triggers no automount. */
    public int status(int folder, FolderEntries entry) {
        int flags = FileCalls.AT_SYMLINK_NOFOLLOW | FileCalls.AT_NO_AUTOMOUNT;
        return statx(folder, entry.nameAddress(), flags, status);
    }

    /** Reads the status of what is open. */
    public int statusOf(int descriptor) {
        return statusOf(descriptor, status);
    }

    /** Reads the status of what is open into another place. */
    public int statusOf(int descriptor, FileStatus into) {
        return statx(descriptor, empty, FileCalls.AT_EMPTY_PATH, into);
    }

    /** Reads where an entry that is a link points; @return how much of {@link #bytes()} it filled */
    public int readLink(int folder, FolderEntries entry) {
        return copied(FileCalls.readlinkat(folder, entry.nameAddress(), address, CAPACITY));
    }

    /**
     * Reads the names of an entry's extended attributes, each ended by NUL. Before Linux 6.13 by way of {@code /proc}, as
     * there is no call relative to a descriptor.
     *
     * @return how much of {@link #bytes()} they filled
     */
    public int attributeNames(int folder, FolderEntries entry) {
        int length = attributeNames(folder, entry, FEW_NAMES);
        return length == -Errno.ERANGE ? attributeNames(folder, entry, CAPACITY) : length;
    }

    private int attributeNames(int folder, FolderEntries entry, int most) {
        if (hasListxattrat) {
            int flags = FileCalls.AT_SYMLINK_NOFOLLOW;
            long length = FileCalls.syscall(abi.listxattrat(), folder, entry.nameAddress(), flags, address, most);
            int errno = length < 0 ? Native.getLastError() : 0;
            if (errno != Errno.ENOSYS && errno != Errno.EPERM) { // EPERM: from filters that do not know the number
                return errno == 0 ? copied(length) : -errno;
            }
            hasListxattrat = false;
        }
        return attributeNamesByPath(folder, entry);
    }

    int attributeNamesByPath(int folder, FolderEntries entry) {
        try (Memory path = pathOf(folder, entry)) {
            return copied(FileCalls.llistxattr(Pointer.nativeValue(path), address, CAPACITY));
        }
    }

    /**
     * Reads the value of an entry's extended attribute, by way of {@code /proc}.
     *
     * @param name in ASCII
     * @return how much of {@link #bytes()} it filled
     */
    public int attribute(int folder, FolderEntries entry, String name) {
        byte[] text = (name + '\0').getBytes(StandardCharsets.US_ASCII);
        try (Memory path = pathOf(folder, entry);
                Memory key = new Memory(text.length)) {
            key.write(0, text, 0, text.length);
            return copied(FileCalls.lgetxattr(Pointer.nativeValue(path), Pointer.nativeValue(key), address, CAPACITY));
        }
    }

    /** A name of an entry that needs no descriptor, for calls that take none. */
    private static Memory pathOf(int folder, FolderEntries entry) {
        byte[] name = entry.name();
        byte[] prefix = ("/proc/self/fd/" + folder + "/").getBytes(StandardCharsets.US_ASCII);
        Memory path = new Memory(prefix.length + name.length + 1L);
        path.write(0, prefix, 0, prefix.length);
        path.write(prefix.length, name, 0, name.length);
        path.setByte(prefix.length + name.length, (byte) 0);
        return path;
    }

    /** Goes on in a folder where {@link FolderEntries#position()} says. */
    public int seek(int folder, long position) {
        return FileCalls.lseek(folder, position, FileCalls.SEEK_SET) < 0 ? -Native.getLastError() : 0;
    }

    public void close(int descriptor) {
        if (descriptor != NO_DESCRIPTOR) {
            FileCalls.close(descriptor);
        }
    }

    @Override
    public void close() {
        status.close();
        memory.close();
        fixed.close();
    }

    /** Leaves the access time alone where it may: a hunt should not change what it looks at. */
    private static int open(int folder, long path, int flags) {
        int descriptor = opened(FileCalls.openat(folder, path, flags | FileCalls.O_NOATIME));
        return descriptor == -Errno.EPERM ? opened(FileCalls.openat(folder, path, flags)) : descriptor;
    }

    private static int opened(int result) {
        return result < 0 ? -Native.getLastError() : result;
    }

    private int statx(int folder, long path, int flags, FileStatus into) {
        long result = FileCalls.syscall(abi.statx(), folder, path, flags, FileStatus.WANTED, into.address());
        return result < 0 ? -Native.getLastError() : 0;
    }

    private int copied(long length) {
        if (length < 0) {
            return -Native.getLastError();
        }
        buffer.get(0, bytes, 0, (int) length);
        return (int) length;
    }
}
