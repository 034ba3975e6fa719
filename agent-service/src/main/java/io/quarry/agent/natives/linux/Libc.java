package io.quarry.agent.natives.linux;

import com.sun.jna.Native;

/**
 * The C library, bound directly: some 0.1 microseconds a call, where an interface proxy takes several. Pointers are plain
 * addresses so that nothing is copied or allocated. {@code openat}, {@code ioctl} and {@code syscall} are variadic in C; on 64-bit Linux
 * their arguments travel as those of any other function.
 */
final class Libc {
    private static boolean bound;

    private Libc() {}

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
            Native.register(Libc.class, "c");
            bound = true;
        }
    }

    /** open(2). */
    static native int openat(int folder, long path, int flags);

    /** read(2). */
    static native long read(int descriptor, long buffer, long count);

    /** close(2). */
    static native int close(int descriptor);

    /** readlink(2). */
    static native long readlinkat(int folder, long path, long buffer, long size);

    /** ioctl(2). */
    static native int ioctl(int descriptor, long request, long argument);

    /** sysconf(3). */
    static native long sysconf(int name);

    /** clock_gettime(2). */
    static native int clock_gettime(int clock, long timespec);

    /** geteuid(2). */
    static native int geteuid();

    /** syscall(2), for calls without a wrapper. */
    static native long syscall(long number, long first, long second);

    /** syscall(2) with three arguments. */
    static native long syscall(long number, long first, long second, long third);
}
