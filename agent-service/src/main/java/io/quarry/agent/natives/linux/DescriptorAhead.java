package io.quarry.agent.natives.linux;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Lists the descriptors of a process piece by piece and asks about them on two threads: of the time of a long list more than
 * nine tenths are the kernel's, and it answers two askers at once. The second thread lists the next piece, helps with this
 * one, and goes on with the next while the user makes rows of this one: three pieces are in hand.
 */
final class DescriptorAhead implements AutoCloseable {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    /** Fewer are asked about one by one: waking another thread costs more. */
    private static final int WORTH_IT = 128;

    private final boolean alone = Runtime.getRuntime().availableProcessors() == 1;
    private final DescriptorBatch[] batches = {new DescriptorBatch(), new DescriptorBatch(), new DescriptorBatch()};
    private @Nullable ExecutorService second;
    private @Nullable Piece piece;
    private @Nullable DescriptorBatch listed;
    private volatile long cpuNanos;
    private int folder;
    private int infoFolder;
    private int detailed;
    private int turn;

    /**
     * What the second thread works at.
     *
     * @param batch is listed, and asked about
     * @param after will be listed
     * @param done when both is so
     */
    private record Piece(DescriptorBatch batch, DescriptorBatch after, Future<?> done) {}

    /** Begins with a process; the parameters are those of {@link DescriptorBatch#list}. */
    void open(int folder, int infoFolder, int detailed) {
        this.folder = folder;
        this.infoFolder = infoFolder;
        this.detailed = detailed;
    }

    /** The next piece; an empty one at the end of the list. Good until this is called again. */
    DescriptorBatch next() {
        Piece now = piece;
        if (now == null) {
            DescriptorBatch batch = first();
            if (alone || batch.count() < WORTH_IT) {
                return batch;
            }
            now = start(batch);
        }
        now.batch.ask(0);
        await(now.done);
        boolean more = now.after.count() >= WORTH_IT;
        piece = more ? start(now.after) : null;
        listed = more ? null : now.after;
        return now.batch;
    }

    private DescriptorBatch first() {
        DescriptorBatch batch = listed;
        listed = null;
        if (batch == null) {
            batch = free();
            batch.list(folder, infoFolder, detailed);
        }
        return batch;
    }

    /** In turn: of three, the one that comes next is neither asked about nor in the user's hands. */
    private DescriptorBatch free() {
        turn = (turn + 1) % batches.length;
        return batches[turn];
    }

    private Piece start(DescriptorBatch batch) {
        if (second == null) {
            second = Executors.newSingleThreadExecutor(DescriptorAhead::thread);
        }
        detailed = detailed < 0 ? detailed : Math.max(0, detailed - batch.count());
        int left = detailed;
        DescriptorBatch after = free();
        return new Piece(batch, after, second.submit(() -> {
            after.list(folder, infoFolder, left);
            batch.ask(1);
            cpuNanos = THREADS.getCurrentThreadCpuTime();
        }));
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "descriptors");
        thread.setDaemon(true);
        return thread;
    }

    /** Whatever happens, neither memory nor folders are to be used before the other thread has left them. */
    private static void await(Future<?> work) {
        boolean interrupted = false;
        while (!work.isDone()) {
            try {
                work.get();
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (ExecutionException e) {
                throw new IllegalStateException("the second thread failed: " + e.getCause(), e);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Processor time of the second thread so far, nanoseconds. */
    long cpuNanos() {
        return cpuNanos;
    }

    /** Leaves the process: afterwards nobody uses its folders. */
    void leave() {
        if (piece != null) {
            await(piece.done);
        }
        piece = null;
        listed = null;
    }

    @Override
    public void close() {
        leave();
        if (second != null) {
            second.shutdown();
        }
        for (DescriptorBatch batch : batches) {
            batch.close();
        }
    }
}
