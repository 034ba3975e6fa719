package io.quarry.agent.kafka;

import io.quarry.agent.command.CommandPosition;
import io.quarry.agent.kafka.RecordSender.NotTakenException;
import io.quarry.agent.ledger.Ledger;
import io.quarry.agent.task.TaskReports;
import io.quarry.model.TaskEvent;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends events in the order they came, one thread for all of them. Outcomes are in the ledger before they are sent and
 * marked there when the broker has them; whatever is not marked is sent again, as the same bytes.
 */
public final class Outbox implements TaskReports, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
    private static final long RETRY_MS = 1_000;
    private static final long CLOSING_MS = 300;

    private final Ledger ledger;
    private final SignedRecords<TaskEvent> records;
    private final RecordSender sender;
    private final ScheduledThreadPoolExecutor thread;

    public Outbox(Ledger ledger, SignedRecords<TaskEvent> records, RecordSender sender) {
        this.ledger = ledger;
        this.records = records;
        this.sender = sender;
        this.thread = new ScheduledThreadPoolExecutor(1, body -> {
            Thread made = new Thread(body, "outbox");
            made.setDaemon(true);
            return made;
        });
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        // What comes after the end stays in the ledger, or was progress that the next start tells again.
        thread.setRejectedExecutionHandler((task, executor) -> LOG.debug("stopping, not sent now"));
    }

    /** Sends what the last start of the agent could not. */
    public void resume() {
        ledger.undelivered().forEach(this::enqueue);
    }

    @Override
    public void progress(TaskEvent event) {
        thread.execute(() -> send(records.encode(event), null));
    }

    @Override
    public void finished(TaskEvent event) {
        byte[] value = records.encode(event);
        ledger.finished(event.getTaskId(), value);
        enqueue(new CommandPosition(event.getCommandPartition(), event.getCommandOffset()), value);
    }

    @Override
    public void refused(CommandPosition at, TaskEvent event) {
        byte[] value = records.encode(event);
        ledger.refused(at, value);
        enqueue(at, value);
    }

    private void enqueue(CommandPosition at, byte[] value) {
        thread.execute(() -> send(value, at));
    }

    /** @param durable position of the command when the event must arrive */
    private void send(byte[] value, @Nullable CommandPosition durable) {
        while (!thread.isShutdown()) {
            try {
                sender.send(records.sign(value))
                        .whenComplete((metadata, failure) -> completed(value, durable, metadata, failure));
                return;
            } catch (NotTakenException e) {
                LOG.debug("not taken, again: {}", e.getMessage());
                if (!pause()) {
                    return;
                }
            }
        }
    }

    private void completed(
            byte[] value,
            @Nullable CommandPosition durable,
            @Nullable RecordMetadata metadata,
            @Nullable Throwable failure) {
        if (durable == null) {
            return;
        }
        if (metadata != null && failure == null) {
            thread.execute(() -> ledger.delivered(durable));
        } else {
            LOG.warn(
                    "The broker did not take the outcome of the command at {} ({}); it is sent again",
                    durable,
                    failure);
            thread.schedule(() -> send(value, durable), RETRY_MS, TimeUnit.MILLISECONDS);
        }
    }

    private static boolean pause() {
        try {
            Thread.sleep(RETRY_MS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Waits a moment for what is under way; the rest is sent when the agent starts again. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(CLOSING_MS, TimeUnit.MILLISECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
