package io.quarry.agent.natives.linux;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
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

    private static final int NAME = 16;
    private static final int STATUS = CAPACITY;

    private final Memory memory = new Memory(STATUS + Statx.BYTES + NAME);
    private final ByteBuffer all = memory.getByteBuffer(0, memory.size()).order(ByteOrder.nativeOrder());
    private final long address = Pointer.nativeValue(memory);
    private final byte[] bytes = new byte[CAPACITY];
    private final long folderName = address + STATUS + Statx.BYTES;
    private final DescriptorAhead ahead;
    private @Nullable DescriptorBatch batch;
    private int folder = NONE;
    private int infos = NONE;
    private int at;
    private int failure;
    private long told;

    /** @throws UnsatisfiedLinkError when this is not a 64-bit Linux whose call numbers are known */
    public OpenDescriptors() {
        DescriptorCalls.bind();
        ahead = new DescriptorAhead();
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
        at = 0;
        failure = 0;
        folder = openAt(process, "fd");
        if (folder < 0) {
            int error = folder;
            folder = NONE;
            return error;
        }
        infos = openAt(process, "fdinfo");
        ahead.open(folder, infos, infosOf);
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
        if (batch == null || at >= batch.count()) {
            batch = ahead.next();
            at = 0;
            failure = batch.failure();
        }
        return batch.number(at, NONE);
    }

    /** Why there are no more: 0 at the end of the list, else the error number. */
    public int failure() {
        return failure;
    }

    /** Reads what the descriptor leads to; @return how much of {@link #bytes()} it filled */
    public int readLink() {
        int known = known().link(at, bytes);
        if (known != DescriptorBatch.UNKNOWN) {
            return known;
        }
        long length = Libc.readlinkat(folder, known().name(at), address, CAPACITY);
        return length < 0 ? -Native.getLastError() : copied(length);
    }

    /** Mode of the link itself, whose owner's bits say whether the descriptor reads and writes. */
    public int linkMode() {
        int known = known().mode(at);
        return known == DescriptorBatch.UNKNOWN ? status(Statx.OF_LINK) : known;
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
        return Statx.mode(folder, known().name(at), flags, all, STATUS, address);
    }

    /** Reads the fdinfo of the descriptor; @return how much of {@link #bytes()} it filled */
    public int info() {
        int known = known().info(at, bytes);
        if (known != DescriptorBatch.UNKNOWN) {
            return known;
        }
        int file = infos < 0 ? infos : Libc.openat(infos, known().name(at), O_RDONLY_CLOEXEC);
        if (file < 0) {
            return infos < 0 ? infos : -Native.getLastError();
        }
        long length = Libc.read(file, address, CAPACITY);
        int result = length < 0 ? -Native.getLastError() : copied(length);
        Libc.close(file);
        return result;
    }

    /** Processor time that another thread has spent for this one since this was last called, nanoseconds. */
    public long otherCpuNanos() {
        long spent = ahead.cpuNanos();
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
        ahead.leave();
        batch = null;
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
        ahead.close();
        memory.close();
    }

    /** Where the descriptor at hand is listed. */
    private DescriptorBatch known() {
        return Objects.requireNonNull(batch, "next() comes first");
    }

    private int copied(long length) {
        all.get(0, bytes, 0, (int) length);
        return (int) length;
    }

    /** Number of the call by processor, of the kernel's {@code asm/unistd.h}. */
    static long getdents64() {
        return switch (System.getProperty("os.arch", "")) {
            case "amd64", "x86_64" -> 217;
            case "aarch64", "riscv64" -> 61;
            default -> throw new UnsatisfiedLinkError("the number of getdents64 is not known here");
        };
    }
}
