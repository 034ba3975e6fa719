package io.quarry.agent.natives.linux;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.util.OptionalInt;

/** Constants and clocks of the running kernel. */
public final class Kernel {
    private static final int SC_CLK_TCK = 2;
    private static final int SC_PAGESIZE = 30;
    private static final int CLOCK_REALTIME = 0;
    private static final int CLOCK_BOOTTIME = 7;
    private static final int TIMESPEC_BYTES = 16;
    private static final long NANOS = 1_000_000_000;
    private static final int SAMPLES = 16;
    private static final int IOPRIO_WHO_PROCESS = 1;
    private static final int LOWEST_BEST_EFFORT = 2 << 13 | 7;

    /** @throws UnsatisfiedLinkError when this is not a 64-bit Linux */
    public Kernel() {
        Libc.bind();
    }

    /** Units of processor and start times in {@code /proc/<pid>/stat}, a second. */
    public long ticksPerSecond() {
        return Libc.sysconf(SC_CLK_TCK);
    }

    /** Unit of memory in {@code /proc/<pid>/stat}, bytes. */
    public long pageBytes() {
        return Libc.sysconf(SC_PAGESIZE);
    }

    /** Effective user id of this process. */
    public int effectiveUser() {
        return Libc.geteuid();
    }

    /**
     * When the clock that start times count on stood at zero: nanoseconds since 1970, UTC. Both clocks are steered alike,
     * so their difference changes only when the time of day is set; it is sampled a few times and the pair read closest
     * together counts.
     */
    public long bootNanos() {
        long best = Long.MAX_VALUE;
        long boot = 0;
        try (Memory timespec = new Memory(TIMESPEC_BYTES)) {
            for (int i = 0; i < SAMPLES; i++) {
                long before = now(CLOCK_BOOTTIME, timespec);
                long wall = now(CLOCK_REALTIME, timespec);
                long apart = now(CLOCK_BOOTTIME, timespec) - before;
                if (apart < best) {
                    best = apart;
                    boot = wall - before - apart / 2;
                }
            }
        }
        return boot;
    }

    /**
     * I/O priority of a process as ioprio_get(2) has it: class in the bits from 13 up, level below. Empty where the
     * kernel refuses, the process is gone, or the number of the call is not known for this architecture.
     */
    public OptionalInt ioPriority(int pid) {
        int call =
                switch (System.getProperty("os.arch", "")) {
                    case "amd64", "x86_64" -> 252;
                    case "aarch64", "riscv64" -> 31;
                    default -> -1;
                };
        long value = call < 0 ? -1 : Libc.syscall(call, IOPRIO_WHO_PROCESS, pid);
        return value < 0 ? OptionalInt.empty() : OptionalInt.of((int) value);
    }

    /**
     * Puts the calling thread, and those it starts from then on, behind everybody else's reads and writes: best effort, lowest
     * level (ioprio_set(2)). Not the idle class: under a busy disk that might never write its ledger.
     *
     * @return false where the kernel refuses, or the number of the call is not known for this architecture
     */
    public boolean lowestIoPriority() {
        int call =
                switch (System.getProperty("os.arch", "")) {
                    case "amd64", "x86_64" -> 251;
                    case "aarch64", "riscv64" -> 30;
                    default -> -1;
                };
        return call >= 0 && Libc.syscall(call, IOPRIO_WHO_PROCESS, 0, LOWEST_BEST_EFFORT) == 0;
    }

    private static long now(int clock, Memory timespec) {
        if (Libc.clock_gettime(clock, Pointer.nativeValue(timespec)) != 0) {
            throw new IllegalStateException("clock " + clock + ": " + Errno.name(Native.getLastError()));
        }
        return timespec.getLong(0) * NANOS + timespec.getLong(Long.BYTES);
    }
}
