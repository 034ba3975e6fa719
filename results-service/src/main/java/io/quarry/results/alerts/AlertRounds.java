package io.quarry.results.alerts;

import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Looks at runs, publishes and posts, each on a thread of its own: a webhook that hangs keeps no other alert. */
@Component
final class AlertRounds implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(AlertRounds.class);
    private static final long PAUSE_MS = 1_000;
    private static final long STOP_MS = 2_000;

    private record Part(String name, Runnable round) {}

    private final List<Part> parts;
    private @Nullable ScheduledExecutorService threads;

    AlertRounds(Alerts alerts, AlertTopic topic, Webhooks webhooks) {
        this.parts = List.of(
                new Part("looking at runs", alerts::round),
                new Part("publishing alerts", topic::round),
                new Part("posting alerts", webhooks::round));
    }

    @Override
    public synchronized void start() {
        ScheduledExecutorService started = Executors.newScheduledThreadPool(parts.size(), task -> {
            Thread thread = new Thread(task, "alerts");
            thread.setDaemon(true);
            return thread;
        });
        for (Part part : parts) {
            started.scheduleWithFixedDelay(new Round(part), PAUSE_MS, PAUSE_MS, TimeUnit.MILLISECONDS);
        }
        threads = started;
    }

    /** Says once that it fails, and once that it goes on. */
    private static final class Round implements Runnable {
        private final Part part;
        private boolean failing;

        Round(Part part) {
            this.part = part;
        }

        @Override
        public void run() {
            try {
                part.round().run();
                if (failing) {
                    LOG.info("Alerts go on: {}", part.name());
                }
                failing = false;
            } catch (RuntimeException e) { // else the executor would never come back to it
                if (!failing) {
                    LOG.warn("Alerts wait, {} fails and is tried again: {}", part.name(), e.toString());
                }
                failing = true;
            }
        }
    }

    @Override
    public synchronized void stop() {
        ScheduledExecutorService running = threads;
        threads = null;
        if (running == null) {
            return;
        }
        running.shutdownNow();
        try {
            running.awaitTermination(STOP_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return threads != null;
    }
}
