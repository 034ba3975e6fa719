package io.quarry.agent.natives.linux;

import com.sun.jna.Native;

/**
 * What walking a tree of files takes of the C library, bound directly as in {@link Libc}. Calls that older C libraries have
 * no wrapper for go by number; {@link Abi} has what differs between processors.
 */
final class FileCalls {
    static final int AT_FDCWD = -100;
    static final int AT_SYMLINK_NOFOLLOW = 0x100;
    static final int AT_NO_AUTOMOUNT = 0x800;
    static final int AT_EMPTY_PATH = 0x1000;
    static final int O_NONBLOCK = 0x800;
    static final int O_NOCTTY = 0x100;
    static final int O_NOATIME = 0x40000;
    static final int O_CLOEXEC = 0x80000;
    static final int O_PATH = 0x200000;
    static final int SEEK_SET = 0;
    static final int POSIX_FADV_SEQUENTIAL = 2;

    private static boolean bound;

    private FileCalls() {}

    /**
     * Numbers and flags by processor, from the kernel's {@code asm/unistd.h} and {@code asm/fcntl.h}.
     *
     * @param listxattrat since Linux 6.13, one number everywhere
     */
    record Abi(int statx, int getdents64, int listxattrat, int directory, int noFollow) {
        private static final int LISTXATTRAT = 465;

        /** @throws UnsatisfiedLinkError when this processor is not known */
        static Abi current() {
            String processor = System.getProperty("os.arch", "");
            return switch (processor) {
                case "amd64", "x86_64" -> new Abi(332, 217, LISTXATTRAT, 0x10000, 0x20000);
                case "aarch64" -> new Abi(291, 61, LISTXATTRAT, 0x4000, 0x8000);
                case "riscv64" -> new Abi(291, 61, LISTXATTRAT, 0x10000, 0x20000);
                case "ppc64le" -> new Abi(383, 202, LISTXATTRAT, 0x4000, 0x8000);
                case "s390x" -> new Abi(379, 220, LISTXATTRAT, 0x10000, 0x20000);
                default -> throw new UnsatisfiedLinkError("system calls of " + processor + " are not known");
            };
        }
    }

    /**
     * Binds on first use, not when the class is loaded: collectors are made on every platform.
     *
     * @throws UnsatisfiedLinkError when there is no such C library
     */
    static synchronized void bind() {
        if (!bound) {
            if (Native.POINTER_SIZE != Long.BYTES) {
                throw new UnsatisfiedLinkError("only 64-bit Linux is supported");
            }
            Native.register(FileCalls.class, "c");
            bound = true;
        }
    }

    /** open(2). */
    static native int openat(int folder, long path, int flags);

    /** read(2). */
    static native long read(int descriptor, long buffer, long count);

    /** close(2). */
    static native int close(int descriptor);

    /** lseek(2). */
    static native long lseek(int descriptor, long offset, int whence);

    /** readlink(2). */
    static native long readlinkat(int folder, long path, long buffer, long size);

    /** listxattr(2), of a link itself. */
    static native long llistxattr(long path, long list, long size);

    /** getxattr(2), of a link itself. */
    static native long lgetxattr(long path, long name, long value, long size);

    /** posix_fadvise(2). */
    static native int posix_fadvise(int descriptor, long offset, long length, int advice);

    /** syscall(2). */
    static native long syscall(long number, long first, long second, long third, long fourth, long fifth);
}
