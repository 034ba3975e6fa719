package io.quarry.agent.collect.host;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Feeds several digests at once: the caller reads, a thread for each digest adds up. Blocks go round, so a fast reader
 * waits for the slowest digest; what the threads burn is charged to the sink, whose limit slows the reader and with it all.
 */
final class ParallelDigests {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int BLOCK = 1 << 18;
    private static final int BLOCKS = 8;
    private static final long LOOK_MILLIS = 20;

    private final FindingSink<?> sink;
    private final List<Block> blocks = new ArrayList<>(BLOCKS);
    private final BlockingQueue<Block> free = new ArrayBlockingQueue<>(BLOCKS);
    private final Block end = new Block(0);

    private static final class Block {
        private final byte[] bytes;
        private final AtomicInteger readers = new AtomicInteger();
        private int length;

        Block(int size) {
            bytes = new byte[size];
        }
    }

    /** One digest and its thread. */
    private final class Lane implements Runnable {
        private final MessageDigest digest;
        private final BlockingQueue<Block> queue = new ArrayBlockingQueue<>(BLOCKS + 1);
        private final Thread thread;
        private volatile long cpuNanos;
        private volatile @Nullable Throwable failure;

        Lane(MessageDigest digest) {
            this.digest = digest;
            thread = new Thread(this, "digest-" + digest.getAlgorithm());
            thread.setDaemon(true);
        }

        @Override
        public void run() {
            try {
                for (Block block = queue.take(); block != end; block = queue.take()) {
                    digest.update(block.bytes, 0, block.length);
                    cpuNanos = THREADS.getCurrentThreadCpuTime();
                    if (block.readers.decrementAndGet() == 0) {
                        free.add(block);
                    }
                }
                cpuNanos = THREADS.getCurrentThreadCpuTime();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // the caller gave up
            } catch (RuntimeException | Error e) {
                failure = e;
            }
        }
    }

    /** One run's threads. */
    private final class Lanes implements AutoCloseable {
        private final List<Lane> all = new ArrayList<>();
        private long charged;

        Lanes(List<MessageDigest> digests) {
            free.clear();
            free.addAll(blocks);
            for (MessageDigest digest : digests) {
                Lane lane = new Lane(digest);
                all.add(lane);
                lane.thread.start();
            }
        }

        Block free() throws StoppedException, InterruptedException {
            Block block = free.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            while (block == null) {
                settle();
                block = free.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            }
            return block;
        }

        void feed(Block block) {
            block.readers.set(all.size());
            for (Lane lane : all) {
                lane.queue.add(block);
            }
        }

        void finish() throws StoppedException, InterruptedException {
            for (Lane lane : all) {
                lane.queue.add(end);
            }
            for (Lane lane : all) {
                lane.thread.join();
            }
            settle();
        }

        void settle() throws StoppedException {
            long spent = 0;
            for (Lane lane : all) {
                if (lane.failure != null) {
                    throw new IllegalStateException("a digest failed", lane.failure);
                }
                spent += lane.cpuNanos;
            }
            sink.charge(spent - charged);
            charged = spent;
            sink.checkpoint();
        }

        /** Ends what still runs, at most one block later, since its blocks are used again. */
        @Override
        public void close() {
            all.forEach(lane -> lane.thread.interrupt());
            boolean interrupted = false;
            for (Lane lane : all) {
                while (lane.thread.isAlive()) {
                    try {
                        lane.thread.join();
                    } catch (InterruptedException e) {
                        interrupted = true;
                    }
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    ParallelDigests(FindingSink<?> sink) {
        this.sink = sink;
        for (int i = 0; i < BLOCKS; i++) {
            blocks.add(new Block(BLOCK));
        }
    }

    /**
     * @param most reading stops when there was more than that
     * @return bytes read
     */
    long update(FileHashes.Content content, long most, List<MessageDigest> digests)
            throws IOException, StoppedException {
        try (Lanes lanes = new Lanes(digests)) {
            long total = 0;
            while (total <= most) {
                Block block = lanes.free();
                block.length = content.read(block.bytes);
                if (block.length <= 0) {
                    break;
                }
                total += block.length;
                lanes.feed(block);
                lanes.settle();
            }
            lanes.finish();
            return total;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            sink.checkpoint(); // who interrupts has told the sink why
            throw new StoppedException("interrupted");
        }
    }
}
