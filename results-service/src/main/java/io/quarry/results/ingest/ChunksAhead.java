package io.quarry.results.ingest;

import io.quarry.results.store.ArrowRows;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.jspecify.annotations.Nullable;

/**
 * Makes the next chunks in a thread of its own while the database stores the last ones. Left to the database's threads,
 * making them would not overlap: each stores what it made, and of a batch two threads both hold less than a row group,
 * which is then stored a second time.
 */
final class ChunksAhead implements ArrowRows.Source, AutoCloseable {
    private static final int AHEAD = 3;

    private final BlockingQueue<Step> queue = new ArrayBlockingQueue<>(AHEAD);
    private final Future<?> making;
    private volatile boolean closed;

    /** @param chunk null after the last one, or when making it failed */
    private record Step(
            @Nullable ArrowRecordBatch chunk, @Nullable RuntimeException failure) {}

    ChunksAhead(ExecutorService thread, ArrowRows.Source source) {
        making = thread.submit(() -> make(source));
    }

    @Override
    public @Nullable ArrowRecordBatch next() {
        try {
            Step step = queue.take();
            if (step.failure() != null) {
                throw step.failure();
            }
            return step.chunk();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while storing a batch", e);
        }
    }

    /** Waits until nothing is made any more, so that the state it changes is the caller's alone again. */
    @Override
    public void close() {
        closed = true;
        drain();
        try {
            making.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("chunks could not be made", e.getCause());
        } finally {
            drain();
        }
    }

    private void make(ArrowRows.Source source) {
        boolean more = true;
        while (more && !closed) {
            Step step = step(source);
            more = step.chunk() != null;
            try {
                queue.put(step);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static Step step(ArrowRows.Source source) {
        try {
            return new Step(source.next(), null);
        } catch (RuntimeException e) {
            return new Step(null, e);
        }
    }

    private void drain() {
        for (Step step = queue.poll(); step != null; step = queue.poll()) {
            if (step.chunk() != null) {
                step.chunk().close();
            }
        }
    }
}
