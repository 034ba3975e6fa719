package io.quarry.agent.kafka;

import io.quarry.agent.kafka.RecordSender.NotTakenException;
import io.quarry.model.Asset;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says every so often that the asset is there; and, being the one who hears from the broker regularly, when that is away. */
public final class Heartbeats implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Heartbeats.class);
    private static final long ANSWER_MS = 5_000;
    private static final long LEAVING_MS = 400;

    private final Asset self;
    private final Duration interval;
    private final SignedRecords<Asset> records;
    private final RecordSender sender;
    private final InstantSource clock;
    private final ScheduledThreadPoolExecutor thread;
    private CompletableFuture<RecordMetadata> last = CompletableFuture.completedFuture(null);
    private boolean silent;
    private boolean begun;
    private boolean heard;

    /** @param self everything but the times */
    public Heartbeats(
            Asset self, Duration interval, SignedRecords<Asset> records, RecordSender sender, InstantSource clock) {
        this.self = self;
        this.interval = interval;
        this.records = records;
        this.sender = sender;
        this.clock = clock;
        this.thread = new ScheduledThreadPoolExecutor(1, body -> {
            Thread made = new Thread(body, "heartbeats");
            made.setDaemon(true);
            return made;
        });
    }

    /** Begins, at once; a second call changes nothing. */
    public synchronized void start() {
        if (!begun) {
            begun = true;
            thread.scheduleWithFixedDelay(this::beat, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void beat() {
        try {
            if (last.isDone()) { // else the broker is away, and one that waits is enough
                last = send(false);
            }
        } catch (NotTakenException e) {
            last = CompletableFuture.failedFuture(e);
        } catch (RuntimeException e) {
            LOG.error("A heartbeat failed; the next one comes in {}", interval, e);
            return;
        }
        CompletableFuture<RecordMetadata> sent = last;
        sent.whenComplete((metadata, failure) -> answered(failure == null));
        thread.schedule(
                () -> {
                    if (!sent.isDone()) {
                        answered(false);
                    }
                },
                ANSWER_MS,
                TimeUnit.MILLISECONDS);
    }

    private CompletableFuture<RecordMetadata> send(boolean leaving) throws NotTakenException {
        Asset now = Asset.newBuilder(self)
                .setSentAt(clock.instant().truncatedTo(ChronoUnit.MILLIS))
                .setIntervalMs(interval.toMillis())
                .setLeaving(leaving)
                .build();
        return sender.send(records.sign(records.encode(now)));
    }

    private synchronized void answered(boolean yes) {
        if (yes && !heard) {
            heard = true;
            LOG.info("The fleet knows of this asset: first heartbeat acknowledged{}", sinceStart());
        }
        if (yes && silent) {
            LOG.info("{}: it answers again, everything kept is sent", sender);
        } else if (!yes && !silent) {
            LOG.warn("Waiting: {}: no answer. Findings and outcomes are kept; trying again by itself.", sender);
        }
        silent = !yes;
    }

    /** Of the process, a launcher before it included; nothing where the system does not say. */
    private String sinceStart() {
        return ProcessHandle.current()
                .info()
                .startInstant()
                .map(start -> ", " + Duration.between(start, clock.instant()).toMillis()
                        + " ms after the start of the process")
                .orElse("");
    }

    /** Says that the asset leaves, when the broker is there to hear it: often enough it ends at the same time. */
    @Override
    public void close() {
        Future<RecordMetadata> said = null;
        synchronized (this) {
            if (begun && !silent) {
                said = thread.submit(() -> send(true).get());
            }
        }
        try {
            if (said != null) {
                said.get(LEAVING_MS, TimeUnit.MILLISECONDS);
            }
        } catch (ExecutionException | TimeoutException e) {
            LOG.info("The last heartbeat was not sent ({}); the asset shows as offline a little later", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.shutdownNow();
    }
}
