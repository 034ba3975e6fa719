package io.quarry.results.index;

import io.quarry.results.store.Store;
import io.quarry.results.store.StoreException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Keeps the index up to date in a thread of its own; while much comes in, it leaves the processors to that. */
@Component
final class Indexer implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Indexer.class);
    private static final Duration IDLE = Duration.ofSeconds(1);
    /** How many times as long as it worked it rests, when the store takes records in. */
    private static final int POLITE = 9;

    private final Indexing indexing;
    private final Store store;
    private volatile @Nullable Thread thread;
    private boolean late;

    Indexer(Indexing indexing, Store store) {
        this.indexing = indexing;
        this.store = store;
    }

    @Override
    public void start() {
        Thread started = new Thread(this::work, "indexer");
        started.setDaemon(true);
        thread = started;
        started.start();
    }

    @Override
    public void stop() {
        Thread running = thread;
        thread = null;
        if (running == null) {
            return;
        }
        running.interrupt();
        try {
            running.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    private void work() {
        try {
            while (isRunning()) {
                long seen = store.commits().count();
                long began = System.nanoTime();
                if (!step()) {
                    store.commits().await(seen, IDLE);
                } else if (store.writing()) {
                    Thread.sleep(Duration.ofNanos(POLITE * (System.nanoTime() - began))
                            .toMillis());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the service stops
        }
    }

    private boolean step() {
        try {
            boolean some = indexing.step();
            late = false;
            return some;
        } catch (StoreException e) {
            if (!late) {
                LOG.warn("The index of words stays behind, searches take longer meanwhile: {}", e.toString());
            }
            late = true;
            return false;
        }
    }
}
