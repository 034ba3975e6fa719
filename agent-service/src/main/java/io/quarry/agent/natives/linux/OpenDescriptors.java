package io.quarry.agent.natives.linux;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the descriptors of a process: {@code fd} and {@code fdinfo} in its folder. Nothing is allocated for a
 * descriptor. Results are lengths or modes, or an error number of errno(3) negated. For one thread.
 */
public final class OpenDescriptors implements AutoCloseable {
    /** Bytes that are read at most: a link, or the start of an fdinfo. */
    public static final int CAPACITY = 1 << 14;

    /** Instead of a descriptor: there are no more. */
    public static final int NONE = -1;

    /** Instead of a number of details: none will be asked for, as a rule. */
    public static final int LINKS_ALONE = -1;

    static final int O_RDONLY_CLOEXEC = 0x80000;

    private static final int LIST = 1 << 15;
    private static final int NAME = 16;
    // struct linux_dirent64 of getdents(2)
    private static final int RECORD_LENGTH = 16;
    private static final int RECORD_NAME = 19;
    private static final int SHORTEST_RECORD = 24;
    private static final int MOST = LIST / SHORTEST_RECORD;
    private static final int STATUS = LIST + CAPACITY;
    /** Fewer are asked about one by one: waking another thread costs more. */
    private static final int WORTH_ASKING_AHEAD = 128;

    private final Memory memory = new Memory(STATUS + Statx.BYTES + NAME);
    private final ByteBuffer all = memory.getByteBuffer(0, memory.size()).order(ByteOrder.nativeOrder());
    private final long address = Pointer.nativeValue(memory);
    private final byte[] bytes = new byte[CAPACITY];
    private final long getdents64 = getdents64();
    private final long folderName = address + STATUS + Statx.BYTES;
    private final @Nullable DescriptorAhead ahead =
            Runtime.getRuntime().availableProcessors() > 1 ? new DescriptorAhead(MOST) : null;
    private final int[] names = new int[MOST];
    private final int[] numbers = new int[MOST];
    private int folder = NONE;
    private int infos = NONE;
    private int detailed;
    private int at;
    private int count;
    private int failure;
    private long told;

    /** @throws UnsatisfiedLinkError when this is not a 64-bit Linux whose call numbers are known */
    public OpenDescriptors() {
        DescriptorCalls.bind();
    }

    /**
     * Begins with the process that is entered.
     *
     * @param infosOf of how many descriptors {@link #info()} will be asked, of the others {@link #linkMode()}; or
     *     {@link #LINKS_ALONE}
     * @return 0, or the error number negated
     */
    public int open(ProcFiles process, int infosOf) {
        leave();
        detailed = infosOf;
        at = 0;
        count = 0;
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
        at++;
        while (at >= count) {
            long length = DescriptorCalls.syscall(getdents64, folder, address, LIST);
            if (length <= 0) {
                failure = length < 0 ? Native.getLastError() : 0;
                return NONE;
            }
            list((int) length);
        }
        return numbers[at];
    }

    private void list(int end) {
        at = 0;
        count = 0;
        for (int next = 0; next < end; next += all.getShort(next + RECORD_LENGTH) & 0xffff) {
            int number = number(next + RECORD_NAME);
            if (number != NONE) {
                names[count] = next + RECORD_NAME;
                numbers[count] = number;
                count++;
            }
        }
        if (ahead != null && count >= WORTH_ASKING_AHEAD && infos >= 0) {
            ahead.ask(folder, infos, address, names, count, detailed);
            detailed = detailed < 0 ? detailed : Math.max(0, detailed - count);
        } else if (ahead != null) {
            ahead.clear();
        }
    }

    /** Why there are no more: 0 at the end of the list, else the error number. */
    public int failure() {
        return failure;
    }

    private int number(int name) {
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
        int known = ahead == null ? DescriptorAhead.UNKNOWN : ahead.link(at, bytes);
        if (known != DescriptorAhead.UNKNOWN) {
            return known;
        }
        long length = Libc.readlinkat(folder, address + names[at], address + LIST, CAPACITY);
        return length < 0 ? -Native.getLastError() : copied(length);
    }

    /** Mode of the link itself, whose owner's bits say whether the descriptor reads and writes. */
    public int linkMode() {
        int known = ahead == null ? DescriptorAhead.UNKNOWN : ahead.mode(at);
        return known == DescriptorAhead.UNKNOWN ? status(Statx.OF_LINK) : known;
    }

    /** Mode, with the type, of the file it leads to. */
    public int mode() {
        return status(Statx.OF_TARGET);
    }

    /** Of the file that {@link #mode()} looked at. */
    public long inode() {
        return Statx.inode(all, STATUS);
    }

    /** Of the file that {@link #mode()} looked at: the device of its file system, major number in the upper 32 bits. */
    public long device() {
        return Statx.device(all, STATUS);
    }

    private int status(int flags) {
        return Statx.mode(folder, address + names[at], flags, all, STATUS, address);
    }

    /** Reads the fdinfo of the descriptor; @return how much of {@link #bytes()} it filled */
    public int info() {
        int known = ahead == null ? DescriptorAhead.UNKNOWN : ahead.info(at, bytes);
        if (known != DescriptorAhead.UNKNOWN) {
            return known;
        }
        int file = infos < 0 ? infos : Libc.openat(infos, address + names[at], O_RDONLY_CLOEXEC);
        if (file < 0) {
            return infos < 0 ? infos : -Native.getLastError();
        }
        long length = Libc.read(file, address + LIST, CAPACITY);
        int result = length < 0 ? -Native.getLastError() : copied(length);
        Libc.close(file);
        return result;
    }

    /** Processor time that another thread has spent for this one since this was last called, nanoseconds. */
    public long otherCpuNanos() {
        long spent = ahead == null ? 0 : ahead.cpuNanos();
        long since = spent - told;
        told = spent;
        return since;
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
        if (ahead != null) {
            ahead.close();
        }
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
