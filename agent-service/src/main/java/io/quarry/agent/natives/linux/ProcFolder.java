package io.quarry.agent.natives.linux;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * Goes through a folder whose entries are numbers: processes, threads, descriptors. Nothing is allocated for an entry.
 * Results are lengths, or an error number of errno(3) negated. For one thread.
 */
public final class ProcFolder implements AutoCloseable {
    private static final int CAPACITY = 1 << 15;
    private static final int LINK = 1 << 12;
    private static final int O_DIRECTORY_CLOEXEC = 0x90000;
    private static final int O_DIRECTORY_CLOEXEC_ARM = 0x84000;
    private static final int AT_FDCWD = -100;
    private static final int NONE = -1;
    // struct linux_dirent64 of getdents(2)
    private static final int RECORD_LENGTH = 16;
    private static final int NAME = 19;

    private final Memory memory = new Memory(CAPACITY + LINK);
    private final ByteBuffer entries = memory.getByteBuffer(0, CAPACITY).order(ByteOrder.nativeOrder());
    private final ByteBuffer link = memory.getByteBuffer(CAPACITY, LINK);
    private final byte[] bytes = new byte[LINK];
    private final long address = Pointer.nativeValue(memory);
    private final boolean arm = !System.getProperty("os.arch", "").matches("amd64|x86_64|riscv64");
    private int folder = NONE;
    private int next;
    private int end;
    private int name;

    /** @throws UnsatisfiedLinkError when this is not a 64-bit Linux whose call numbers are known */
    public ProcFolder() {
        SocketCalls.bind();
    }

    /** Begins with a folder; @return 0, or the error number negated */
    public int open(Path path) {
        leave();
        byte[] text = Native.toByteArray(path.toString(), "UTF-8");
        memory.write(0, text, 0, text.length);
        int opened = Libc.openat(AT_FDCWD, address, arm ? O_DIRECTORY_CLOEXEC_ARM : O_DIRECTORY_CLOEXEC);
        if (opened < 0) {
            return -Native.getLastError();
        }
        folder = opened;
        next = 0;
        end = 0;
        return 0;
    }

    /** Goes on to the next entry; @return its name as a number, or -1 when there is none any more */
    public int next() {
        while (true) {
            if (next >= end) {
                long length = SocketCalls.syscall(getdents64(), folder, address, CAPACITY);
                if (length <= 0) {
                    return NONE; // the end, or the process is
                }
                next = 0;
                end = (int) length;
            }
            name = next + NAME;
            next += entries.getShort(next + RECORD_LENGTH) & 0xffff;
            int number = number();
            if (number != NONE) {
                return number;
            }
        }
    }

    private int number() {
        int number = 0;
        for (int i = name; entries.get(i) != 0; i++) {
            int digit = entries.get(i) - '0';
            if (digit < 0 || digit > 9 || number > (Integer.MAX_VALUE - 9) / 10) {
                return NONE;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    /** Reads where the entry, a link, points; @return how much of {@link #bytes()} it filled */
    public int readLink() {
        long length = Libc.readlinkat(folder, address + name, address + CAPACITY, LINK);
        if (length < 0) {
            return -Native.getLastError();
        }
        link.get(0, bytes, 0, (int) length);
        return (int) length;
    }

    /** What was read last. */
    public byte[] bytes() {
        return bytes;
    }

    @Override
    public void close() {
        leave();
        memory.close();
    }

    private void leave() {
        if (folder != NONE) {
            Libc.close(folder);
            folder = NONE;
        }
    }

    private static int getdents64() {
        return switch (System.getProperty("os.arch", "")) {
            case "amd64", "x86_64" -> 217;
            case "aarch64", "riscv64" -> 61;
            default -> throw new UnsatisfiedLinkError("the number of getdents64 is not known here");
        };
    }
}
