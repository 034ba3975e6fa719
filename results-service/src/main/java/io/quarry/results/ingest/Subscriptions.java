package io.quarry.results.ingest;

import io.quarry.results.ResultsSettings;
import io.quarry.schemas.JobCatalogue;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.cloud.stream.binding.BindingService;
import org.springframework.context.SmartLifecycle;
import org.springframework.integration.channel.DirectChannel;
import org.springframework.stereotype.Component;

/**
 * Binds the consumers once all topics are there. Until then the service answers from what it has, so this waits in a
 * thread of its own.
 */
@Component
final class Subscriptions implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Subscriptions.class);
    private static final int ASK_TIMEOUT_MS = 5_000;
    private static final long PAUSE_MS = 500;
    private static final int SAY_EVERY = 20;

    private final BindingService bindings;
    private final Ingest ingest;
    private final ResultsSettings settings;
    private final List<String> topics;
    private volatile @Nullable ScheduledExecutorService waiting;
    private volatile boolean bound;
    private int asked;

    Subscriptions(BindingService bindings, Ingest ingest, ResultsSettings settings, JobCatalogue catalogue) {
        this.bindings = bindings;
        this.ingest = ingest;
        this.settings = settings;
        this.topics = Bindings.topics(catalogue);
    }

    @Override
    public void start() {
        ScheduledExecutorService thread =
                Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "wait-for-topics"));
        waiting = thread;
        thread.execute(this::bindOrWait);
    }

    @Override
    public void stop() {
        ScheduledExecutorService thread = waiting;
        if (thread != null) {
            thread.shutdownNow();
            waiting = null;
        }
        if (bound) {
            bindings.unbindConsumers(Bindings.FINDINGS);
            bindings.unbindConsumers(Bindings.CONTROL);
            bound = false;
        }
    }

    @Override
    public boolean isRunning() {
        return waiting != null;
    }

    /** Whether records come in. */
    boolean bound() {
        return bound;
    }

    private void bindOrWait() {
        ScheduledExecutorService thread = waiting;
        if (thread == null) {
            return;
        }
        try (Admin admin = Admin.create(settings.client(Map.of(
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                ASK_TIMEOUT_MS,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                ASK_TIMEOUT_MS)))) {
            Set<String> missing = new TreeSet<>(topics);
            missing.removeAll(admin.listTopics().names().get());
            if (missing.isEmpty()) {
                bind(Bindings.FINDINGS);
                bind(Bindings.CONTROL);
                bound = true;
                LOG.info("Taking in {} topics from {}", topics.size(), settings.brokers());
                return;
            }
            again(thread, "topics are missing: " + String.join(", ", missing));
        } catch (ExecutionException | RuntimeException e) {
            again(thread, "the broker at " + settings.brokers() + " does not answer: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the service stops
        }
    }

    private void again(ScheduledExecutorService thread, String why) {
        if (asked++ % SAY_EVERY == 0) {
            LOG.warn(
                    "Waiting: {}. Asking again every half second; queries are answered from the store meanwhile.", why);
        }
        if (!thread.isShutdown()) {
            thread.schedule(this::bindOrWait, PAUSE_MS, TimeUnit.MILLISECONDS);
        }
    }

    private void bind(String name) {
        DirectChannel channel = new DirectChannel();
        channel.setBeanName(name);
        channel.subscribe(message -> ingest.accept(((PolledBatch) message.getPayload()).records()));
        bindings.bindConsumer(channel, name);
    }
}
