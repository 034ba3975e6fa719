package io.quarry.agent.natives.linux;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Asks the kernel about many descriptors of a process at once, on two threads: of the time of a list of descriptors nine
 * tenths are the kernel's, and it answers two askers at once. What does not fit its place is left to be asked for again.
 */
final class DescriptorAhead implements AutoCloseable {
    /** Instead of a result: to be asked for now. */
    static final int UNKNOWN = Integer.MIN_VALUE;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int PLACE = 192; // bytes for a link or an fdinfo, most of which are shorter
    private static final int STEP = 32;

    private final int most;
    private final Memory memory;
    private final ByteBuffer places;
    private final int[] links;
    private final int[] modes;
    private final int[] infos;
    private final AtomicInteger next = new AtomicInteger();
    private final Request request = new Request();
    private @Nullable ExecutorService second;
    private volatile long cpuNanos;

    /** What is asked about at the moment. */
    private static final class Request {
        private int folder;
        private int infoFolder;
        private long names;
        private int[] offsets = {};
        private int count;
        private int detailed;
    }

    /** @param most descriptors at once */
    DescriptorAhead(int most) {
        this.most = most;
        memory = new Memory((2L * most + 2) * PLACE + 2L * Statx.BYTES);
        places = memory.getByteBuffer(0, memory.size()).order(ByteOrder.nativeOrder());
        links = new int[most];
        modes = new int[most];
        infos = new int[most];
    }

    /** Forgets what it knows. */
    void clear() {
        request.count = 0;
    }

    /**
     * Asks about descriptors of one process.
     *
     * @param names address of their names, which end in zero, with the offset of each
     * @param detailed of how many the fdinfo is read; of the others the mode of files and pipes; negative for neither
     */
    void ask(int folder, int infoFolder, long names, int[] offsets, int count, int detailed) {
        request.folder = folder;
        request.infoFolder = infoFolder;
        request.names = names;
        request.offsets = offsets;
        request.count = Math.min(count, most);
        request.detailed = detailed;
        Arrays.fill(links, UNKNOWN);
        Arrays.fill(modes, UNKNOWN);
        Arrays.fill(infos, UNKNOWN);
        next.set(0);
        if (second == null) {
            second = Executors.newSingleThreadExecutor(DescriptorAhead::thread);
        }
        CountDownLatch done = new CountDownLatch(1);
        second.execute(() -> {
            work(1);
            cpuNanos = THREADS.getCurrentThreadCpuTime();
            done.countDown();
        });
        work(0);
        await(done);
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "descriptors");
        thread.setDaemon(true);
        return thread;
    }

    /** Whatever happens, the memory is not to be used before the other thread has left it. */
    private static void await(CountDownLatch done) {
        boolean interrupted = false;
        while (done.getCount() > 0) {
            try {
                done.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void work(int worker) {
        for (int start = next.getAndAdd(STEP); start < request.count; start = next.getAndAdd(STEP)) {
            for (int i = start; i < Math.min(start + STEP, request.count); i++) {
                one(i, worker);
            }
        }
    }

    private void one(int i, int worker) {
        long base = Pointer.nativeValue(memory);
        long name = request.names + request.offsets[i];
        int place = 2 * i * PLACE;
        long length = Libc.readlinkat(request.folder, name, base + place, PLACE);
        links[i] = result(length);
        if (i < request.detailed) {
            info(i, name, base + place + PLACE);
        } else if (request.detailed >= 0 && length > 0) {
            byte first = places.get(place);
            if (first == '/' || first == 'p') {
                modes[i] = Statx.mode(request.folder, name, Statx.OF_LINK, places, statx(worker), base);
            }
        }
    }

    private void info(int i, long name, long buffer) {
        int file = Libc.openat(request.infoFolder, name, OpenDescriptors.O_RDONLY_CLOEXEC);
        if (file < 0) {
            infos[i] = -Native.getLastError();
            return;
        }
        infos[i] = result(Libc.read(file, buffer, PLACE));
        Libc.close(file);
    }

    private static int result(long length) {
        if (length < 0) {
            return -Native.getLastError();
        }
        return length == PLACE ? UNKNOWN : (int) length; // there may be more
    }

    private int statx(int worker) {
        return (2 * most + 2) * PLACE + worker * Statx.BYTES;
    }

    /** Copies a link; @return its length, an error number negated, or {@link #UNKNOWN} */
    int link(int i, byte[] into) {
        return i < request.count ? copy(links[i], 2 * i * PLACE, into) : UNKNOWN;
    }

    /** Copies an fdinfo; @return its length, an error number negated, or {@link #UNKNOWN} */
    int info(int i, byte[] into) {
        return i < request.count ? copy(infos[i], (2 * i + 1) * PLACE, into) : UNKNOWN;
    }

    /** Mode of a link, an error number negated, or {@link #UNKNOWN}. */
    int mode(int i) {
        return i < request.count ? modes[i] : UNKNOWN;
    }

    private int copy(int length, int place, byte[] into) {
        if (length > 0) {
            places.get(place, into, 0, length);
        }
        return length;
    }

    /** Processor time of the second thread so far, nanoseconds. */
    long cpuNanos() {
        return cpuNanos;
    }

    @Override
    public void close() {
        if (second != null) {
            second.shutdown();
        }
        memory.close();
    }
}
