package io.quarry.agent.natives.linux;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Goes through the descriptors of a process: {@code fd} and {@code fdinfo} in its folder. Nothing is allocated for a
 * descriptor. Results are lengths or modes, or an error number of errno(3) negated. For one thread.
 */
public final class OpenDescriptors implements AutoCloseable {
    /** Bytes that are read at most: a link, or the start of an fdinfo. */
    public static final int CAPACITY = 1 << 14;

    /** Instead of a descriptor: there are no more. */
    public static final int NONE = -1;

    private static final int LIST = 1 << 15;
    private static final int NAME = 16;
    private static final int STATX = 256;
    private static final int O_RDONLY_CLOEXEC = 0x80000;
    private static final int AT_SYMLINK_NOFOLLOW = 0x100;
    private static final int AT_STATX_DONT_SYNC = 0x4000; // a file server that hangs would hang us
    // struct linux_dirent64 of getdents(2)
    private static final int RECORD_LENGTH = 16;
    private static final int RECORD_NAME = 19;
    // struct statx of statx(2)
    private static final int STATX_TYPE_MODE_INO = 0x1 | 0x2 | 0x100;
    private static final int MODE = 28;
    private static final int INODE = 32;
    private static final int DEVICE_MAJOR = 136;
    private static final int DEVICE_MINOR = 140;

    private final Memory memory = new Memory(LIST + CAPACITY + STATX + NAME);
    private final ByteBuffer all = memory.getByteBuffer(0, memory.size()).order(ByteOrder.nativeOrder());
    private final long address = Pointer.nativeValue(memory);
    private final byte[] bytes = new byte[CAPACITY];
    private final long getdents64 = getdents64();
    private final long folderName = address + LIST + CAPACITY + STATX;
    private int folder = NONE;
    private int infos = NONE;
    private int next;
    private int end;
    private int name;
    private int failure;

    /** @throws UnsatisfiedLinkError when this is not a 64-bit Linux whose call numbers are known */
    public OpenDescriptors() {
        DescriptorCalls.bind();
    }

    /** Begins with the process that is entered; @return 0, or the error number negated */
    public int open(ProcFiles process) {
        leave();
        next = 0;
        end = 0;
        failure = 0;
        folder = openAt(process, "fd");
        if (folder < 0) {
            int error = folder;
            folder = NONE;
            return error;
        }
        infos = openAt(process, "fdinfo");
        return 0;
    }

    private int openAt(ProcFiles process, String file) {
        byte[] text = Native.toByteArray(file, "UTF-8");
        memory.write(folderName - address, text, 0, text.length);
        int opened = Libc.openat(process.folder(), folderName, O_RDONLY_CLOEXEC);
        return opened < 0 ? -Native.getLastError() : opened;
    }

    /** Goes on to the next descriptor; @return its number, or {@link #NONE} */
    public int next() {
        while (true) {
            if (next >= end) {
                long length = DescriptorCalls.syscall(getdents64, folder, address, LIST);
                if (length <= 0) {
                    failure = length < 0 ? Native.getLastError() : 0;
                    return NONE;
                }
                next = 0;
                end = (int) length;
            }
            name = next + RECORD_NAME;
            next += all.getShort(next + RECORD_LENGTH) & 0xffff;
            int number = number();
            if (number != NONE) {
                return number;
            }
        }
    }

    /** Why there are no more: 0 at the end of the list, else the error number. */
    public int failure() {
        return failure;
    }

    private int number() {
        int number = 0;
        for (int i = name; all.get(i) != 0; i++) {
            int digit = all.get(i) - '0';
            if (digit < 0 || digit > 9 || number > (Integer.MAX_VALUE - 9) / 10) {
                return NONE; // . and ..
            }
            number = number * 10 + digit;
        }
        return number;
    }

    /** Reads what the descriptor leads to; @return how much of {@link #bytes()} it filled */
    public int readLink() {
        long length = Libc.readlinkat(folder, address + name, address + LIST, CAPACITY);
        return length < 0 ? -Native.getLastError() : copied(length);
    }

    /** Mode of the link itself, whose owner's bits say whether the descriptor reads and writes. */
    public int linkMode() {
        return statx(AT_SYMLINK_NOFOLLOW | AT_STATX_DONT_SYNC);
    }

    /** Mode, with the type, of the file it leads to. */
    public int mode() {
        return statx(AT_STATX_DONT_SYNC);
    }

    /** Of the file that {@link #mode()} looked at. */
    public long inode() {
        return all.getLong(LIST + CAPACITY + INODE);
    }

    /** Of the file that {@link #mode()} looked at: the device of its file system, major number in the upper 32 bits. */
    public long device() {
        int at = LIST + CAPACITY;
        return (long) all.getInt(at + DEVICE_MAJOR) << Integer.SIZE | all.getInt(at + DEVICE_MINOR) & 0xffff_ffffL;
    }

    private int statx(int flags) {
        int result =
                DescriptorCalls.statx(folder, address + name, flags, STATX_TYPE_MODE_INO, address + LIST + CAPACITY);
        return result < 0 ? -Native.getLastError() : all.getShort(LIST + CAPACITY + MODE) & 0xffff;
    }

    /** Reads the fdinfo of the descriptor; @return how much of {@link #bytes()} it filled */
    public int info() {
        int file = infos < 0 ? infos : Libc.openat(infos, address + name, O_RDONLY_CLOEXEC);
        if (file < 0) {
            return infos < 0 ? infos : -Native.getLastError();
        }
        long length = Libc.read(file, address + LIST, CAPACITY);
        int result = length < 0 ? -Native.getLastError() : copied(length);
        Libc.close(file);
        return result;
    }

    /** What was read last. */
    public byte[] bytes() {
        return bytes;
    }

    /** Lets go of the process. */
    public void leave() {
        if (folder >= 0) {
            Libc.close(folder);
            folder = NONE;
        }
        if (infos >= 0) {
            Libc.close(infos);
            infos = NONE;
        }
    }

    @Override
    public void close() {
        leave();
        memory.close();
    }

    private int copied(long length) {
        all.get(LIST, bytes, 0, (int) length);
        return (int) length;
    }

    private static long getdents64() {
        return switch (System.getProperty("os.arch", "")) {
            case "amd64", "x86_64" -> 217;
            case "aarch64", "riscv64" -> 61;
            default -> throw new UnsatisfiedLinkError("the number of getdents64 is not known here");
        };
    }
}
