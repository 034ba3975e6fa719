package io.quarry.agent.natives.linux;

import com.sun.jna.Native;

/** Calls of the C library for descriptors of other processes and System V semaphores, bound as in {@link Libc}. */
final class DescriptorCalls {
    private static boolean bound;

    private DescriptorCalls() {}

    /** @throws UnsatisfiedLinkError when this is not a 64-bit Linux, or the C library is older than 2018 */
    static synchronized void bind() {
        Libc.bind();
        if (!bound) {
            Native.register(DescriptorCalls.class, "c");
            bound = true;
        }
    }

    /** statx(2). */
    static native int statx(int folder, long path, int flags, int mask, long buffer);

    /** syscall(2), for getdents64(2), which older C libraries do not wrap. */
    static native long syscall(long number, long first, long second, long third);

    /** semctl(2), with commands that take no fourth argument. */
    static native int semctl(int set, int number, int command);
}
