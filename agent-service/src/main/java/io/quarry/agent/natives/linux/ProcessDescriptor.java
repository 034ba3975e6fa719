package io.quarry.agent.natives.linux;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The ids of one process after another by ioctl_pidfs(2) {@code PIDFD_GET_INFO}, since Linux 6.13: a fraction of what the
 * kernel needs to write {@code /proc/<pid>/status}. Where a kernel or a sandbox refuses it, it is not asked again. For one
 * thread.
 */
public final class ProcessDescriptor implements AutoCloseable {
    private static final int PIDFD_OPEN = 434; // pidfd_open(2), the same number everywhere
    private static final long PIDFD_GET_INFO = 0xc040ff0bL; // _IOWR(0xff, 11, 64 bytes)
    // struct pidfd_info of linux/pidfd.h, its first version
    private static final int SIZE = 64;
    private static final int MASK = 0;
    private static final long PIDFD_INFO_PID_AND_CREDS = 0b11;
    private static final int TGID = 20;
    private static final int RUID = 28;
    private static final int NONE = -1;

    private final Memory memory = new Memory(SIZE);
    private final ByteBuffer info = memory.getByteBuffer(0, SIZE).order(ByteOrder.nativeOrder());
    private final long address = Pointer.nativeValue(memory);
    private boolean refused = !System.getProperty("os.arch", "").matches("amd64|x86_64|aarch64|riscv64");
    private int descriptor = NONE;

    /** @throws UnsatisfiedLinkError when this is not a 64-bit Linux */
    public ProcessDescriptor() {
        Libc.bind();
    }

    /**
     * Goes on to a process. Who opened the folder of the process before, and can read in it afterwards, has the same
     * process here: its number was not given to another meanwhile.
     */
    public void enter(int pid) {
        leave();
        if (!refused) {
            descriptor = (int) Libc.syscall(PIDFD_OPEN, pid, 0);
        }
    }

    /** Reads its ids; @return whether they are there */
    public boolean read() {
        if (descriptor < 0) {
            return false; // gone, or the number of a thread, or not to be had here
        }
        info.putLong(MASK, PIDFD_INFO_PID_AND_CREDS);
        if (Libc.ioctl(descriptor, PIDFD_GET_INFO, address) < 0) {
            refused = Native.getLastError() != Errno.ESRCH;
            return false;
        }
        return (info.getLong(MASK) & PIDFD_INFO_PID_AND_CREDS) == PIDFD_INFO_PID_AND_CREDS;
    }

    /** The process that what was entered belongs to. */
    public int threadGroup() {
        return info.getInt(TGID);
    }

    /** Real, effective or saved user id, unsigned. */
    public long user(Kind kind) {
        return id(kind, 0);
    }

    /** Real, effective or saved group id, unsigned. */
    public long group(Kind kind) {
        return id(kind, Integer.BYTES);
    }

    /** Which of the ids, in the order in which the kernel lists them. */
    public enum Kind {
        REAL,
        EFFECTIVE,
        SAVED
    }

    /** Lets go of the process. */
    public void leave() {
        if (descriptor >= 0) {
            Libc.close(descriptor);
        }
        descriptor = NONE;
    }

    @Override
    public void close() {
        leave();
        memory.close();
    }

    private long id(Kind kind, int offset) {
        return Integer.toUnsignedLong(info.getInt(RUID + kind.ordinal() * 2 * Integer.BYTES + offset));
    }
}
