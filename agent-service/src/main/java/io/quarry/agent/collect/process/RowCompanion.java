package io.quarry.agent.collect.process;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.jobs.CurrentProcessFinding;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Reads processes on two threads, the collecting one and a companion: what takes the time is the kernel writing its small
 * files, and it does that for two readers at once. The companion is at most a few batches ahead, so the limits of the task
 * hold it up as they do the collecting thread.
 */
final class RowCompanion implements AutoCloseable {
    static final String THREAD = "process-companion";

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int BATCH = 16;
    private static final int AHEAD = 4;
    private static final long LOOK_MILLIS = 20;
    private static final long END_MILLIS = 1_000;
    private static final List<ProcessReader.Row> END = new ArrayList<>(0); // known by what it is, not by what it holds

    private final int[] pids;
    private final RelaySink relay;
    private final AtomicInteger next = new AtomicInteger();
    private final BlockingQueue<List<ProcessReader.Row>> done = new ArrayBlockingQueue<>(AHEAD);
    private final Thread thread;
    private volatile long cpuNanos;
    private volatile @Nullable Throwable failure;
    private long charged;

    /** Makes what the companion reads with. */
    interface Second {
        ReaderStation open() throws StoppedException;
    }

    /** @param second makes what the companion reads with; called in its thread */
    RowCompanion(int[] pids, RelaySink relay, Second second) {
        this.pids = pids;
        this.relay = relay;
        thread = new Thread(() -> work(second), THREAD);
        thread.setDaemon(true);
        thread.start();
    }

    /** Reads all of them, this thread with the reader given. */
    void readAll(ProcessReader reader, FindingSink<CurrentProcessFinding> sink) throws StoppedException {
        for (int start = next.getAndAdd(BATCH); start < pids.length; start = next.getAndAdd(BATCH)) {
            for (int i = start; i < Math.min(start + BATCH, pids.length); i++) {
                Optional<ProcessReader.Row> row = reader.read(pids[i]);
                if (row.isPresent()) {
                    row.get().handTo(sink);
                }
                sink.checkpoint();
            }
            List<ProcessReader.Row> rows = done.peek();
            if (rows != null && rows != END) {
                hand(done.remove(), sink);
            }
        }
        rest(sink);
    }

    private void rest(FindingSink<CurrentProcessFinding> sink) throws StoppedException {
        try {
            List<ProcessReader.Row> rows;
            do {
                rows = done.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                if (rows == null) {
                    sink.checkpoint();
                } else {
                    hand(rows, sink);
                }
            } while (rows != END);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoppedException("interrupted");
        }
        if (failure != null) {
            throw new IllegalStateException("the second reader of processes failed", failure);
        }
    }

    private void hand(List<ProcessReader.Row> rows, FindingSink<CurrentProcessFinding> sink) throws StoppedException {
        long spent = cpuNanos;
        sink.charge(spent - charged);
        charged = spent;
        relay.handOn(sink);
        for (ProcessReader.Row row : rows) {
            row.handTo(sink);
            sink.checkpoint();
        }
    }

    private void work(Second second) {
        try (ReaderStation station = second.open()) {
            for (int start = next.getAndAdd(BATCH); start < pids.length; start = next.getAndAdd(BATCH)) {
                List<ProcessReader.Row> rows = new ArrayList<>(BATCH);
                for (int i = start; i < Math.min(start + BATCH, pids.length); i++) {
                    relay.checkpoint();
                    station.reader().read(pids[i]).ifPresent(rows::add);
                }
                cpuNanos = THREADS.getCurrentThreadCpuTime();
                done.put(rows);
            }
        } catch (StoppedException e) {
            return; // nobody waits for the rest
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        } catch (RuntimeException | Error e) {
            failure = e;
        }
        cpuNanos = THREADS.getCurrentThreadCpuTime();
        end();
    }

    private void end() {
        try {
            done.put(END);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the companion; one that hangs in the kernel is left to end by itself. */
    @Override
    public void close() {
        relay.stop();
        thread.interrupt();
        try {
            thread.join(END_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
