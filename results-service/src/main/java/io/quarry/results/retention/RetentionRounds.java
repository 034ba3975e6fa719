package io.quarry.results.retention;

import io.quarry.results.store.StoreException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Applies the rules of retention every ten minutes, when there are any. */
@Component
final class RetentionRounds implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(RetentionRounds.class);
    private static final long MINUTES = 10;

    private final Retention retention;
    private @Nullable ScheduledExecutorService thread;

    RetentionRounds(Retention retention) {
        this.retention = retention;
    }

    @Override
    public synchronized void start() {
        if (!retention.rules()) {
            return;
        }
        ScheduledExecutorService started = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread daemon = new Thread(task, "retention");
            daemon.setDaemon(true);
            return daemon;
        });
        started.scheduleWithFixedDelay(this::round, 1, MINUTES, TimeUnit.MINUTES);
        thread = started;
    }

    private void round() {
        try {
            retention.apply();
        } catch (StoreException e) {
            LOG.warn("Findings that are to go are still here; tried again in {} minutes: {}", MINUTES, e.toString());
        }
    }

    @Override
    public synchronized void stop() {
        if (thread != null) {
            thread.shutdownNow();
            thread = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return thread != null;
    }
}
