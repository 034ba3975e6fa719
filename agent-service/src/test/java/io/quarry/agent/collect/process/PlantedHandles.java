package io.quarry.agent.collect.process;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Descriptors that this test process opens by system calls that Java has no word for; closed at the end. */
final class PlantedHandles implements AutoCloseable {
    private final Function syscall = Function.getFunction("c", "syscall", 0, "UTF-8");
    private final List<Integer> open = new ArrayList<>();

    PlantedHandles() {
        Assumptions.assumeTrue("amd64".equals(System.getProperty("os.arch")), "numbers of system calls of x86-64");
    }

    /** Makes a system call; @return what it returned, or -errno */
    long call(long number, Object... arguments) {
        Object[] all = new Object[arguments.length + 1];
        all[0] = number;
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        long result = syscall.invokeLong(all);
        return result < 0 ? -Native.getLastError() : result;
    }

    /** As {@link #call}, and the result is a descriptor; the test is not possible where the kernel refuses it. */
    int open(String what, long number, Object... arguments) {
        long descriptor = call(number, arguments);
        Assumptions.assumeTrue(descriptor >= 0, () -> what + " is not to be had here: errno " + -descriptor);
        open.add((int) descriptor);
        return (int) descriptor;
    }

    int eventfd() {
        return open("eventfd", 290, 7L, 0L);
    }

    int pidfd(long pid) {
        return open("pidfd", 434, pid, 0L);
    }

    int memfd(String name) {
        return open("memfd", 319, name, 1L);
    }

    int timerfd() {
        return open("timerfd", 283, 1L, 0L);
    }

    int signalfd() {
        try (Memory mask = new Memory(8)) {
            mask.setLong(0, 1L << 9);
            return open("signalfd", 289, -1L, mask, 8L, 0L);
        }
    }

    int inotify() {
        return open("inotify", 294, 0L);
    }

    int epoll() {
        return open("epoll", 291, 0L);
    }

    int uring() {
        try (Memory parameters = new Memory(120)) {
            parameters.clear();
            return open("io_uring", 425, 4L, parameters);
        }
    }

    int bpfMap() {
        try (Memory attributes = new Memory(128)) {
            attributes.clear();
            attributes.write(0, new int[] {2, 4, 8, 1}, 0, 4); // an array of one
            return open("bpf", 321, 0L, attributes, 72L);
        }
    }

    int perf() {
        try (Memory attributes = new Memory(128)) {
            attributes.clear();
            attributes.setInt(0, 1); // software
            attributes.setInt(4, 128);
            return open("perf", 298, attributes, 0L, -1L, -1L, 0L);
        }
    }

    /** A file or folder, with the flags of open(2). */
    int file(String path, long flags) {
        return open(path, 257, -100L, path, flags, 0600L);
    }

    int[] pipe() {
        try (Memory pair = new Memory(8)) {
            call(293, pair, 0L);
            int[] ends = pair.getIntArray(0, 2);
            open.add(ends[0]);
            open.add(ends[1]);
            return ends;
        }
    }

    int[] socketPair() {
        try (Memory pair = new Memory(8)) {
            call(53, 1L, 1L, 0L, pair);
            int[] ends = pair.getIntArray(0, 2);
            open.add(ends[0]);
            open.add(ends[1]);
            return ends;
        }
    }

    @Override
    public void close() {
        open.forEach(descriptor -> call(3, (long) descriptor));
    }
}
