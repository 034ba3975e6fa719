package io.quarry.agent.kafka;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One idempotent producer for everything the agent sends, made when it is first needed and again when the broker has
 * lost track of it. Safe for use by many threads; order is kept for each of them.
 */
public final class RecordSender implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RecordSender.class);

    /** The record was not taken over: the broker is away, or too much is under way. Trying again keeps the order. */
    static final class NotTakenException extends Exception {
        private static final long serialVersionUID = 1L;

        NotTakenException(Throwable cause) {
            super(cause.toString(), cause);
        }
    }

    /** Of what is lost then an outcome is in the ledger, and findings without one are sent anew with the next attempt. */
    private static final Duration CLOSING = Duration.ofMillis(300);

    private final ClientSettings settings;
    private @Nullable Open open;

    /** A producer, and whether it is of use any more: said by its own thread, which must wait for nothing here. */
    private static final class Open {
        private final Producer<byte[], byte[]> producer;
        private volatile boolean broken;

        Open(Producer<byte[], byte[]> producer) {
            this.producer = producer;
        }

        /** A record that is refused for itself leaves the producer as it is; anything else may have ended it. */
        void failed(Exception failure) {
            boolean recordsOwn = failure instanceof TimeoutException
                    || failure instanceof RecordTooLargeException
                    || failure instanceof AuthorizationException
                    || failure instanceof InvalidTopicException;
            if (!recordsOwn) {
                broken = true;
            }
        }
    }

    public RecordSender(ClientSettings settings) {
        this.settings = settings;
    }

    /**
     * Takes over a record and sees to it that it is sent, however long the broker is away.
     *
     * @return completes when all replicas have it; exceptionally when they never will
     * @throws NotTakenException after at most {@link ClientSettings#BLOCK_MS} ms
     * @throws InterruptException when the thread was interrupted: the record is not sent
     */
    CompletableFuture<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) throws NotTakenException {
        CompletableFuture<RecordMetadata> result = new CompletableFuture<>();
        Thread caller = Thread.currentThread();
        AtomicReference<@Nullable Exception> refused = new AtomicReference<>();
        try {
            Open used = open();
            used.producer.send(record, (metadata, failure) -> {
                if (failure == null) {
                    result.complete(metadata);
                    return;
                }
                if (Thread.currentThread() == caller && failure instanceof TimeoutException) {
                    refused.set(failure); // called back before send returns
                }
                used.failed(failure);
                result.completeExceptionally(failure);
            });
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException | IllegalStateException e) {
            throw new NotTakenException(e);
        }
        Exception why = refused.get();
        if (why != null) {
            throw new NotTakenException(why);
        }
        return result;
    }

    private synchronized Open open() {
        Open used = open;
        if (used != null && used.broken) {
            LOG.warn(
                    "Starting a new producer: the broker lost track of the old one. What it had not sent is sent again.");
            used.producer.close(Duration.ZERO);
            used = null;
        }
        if (used == null) {
            used = new Open(new KafkaProducer<>(settings.producer()));
            open = used;
        }
        return used;
    }

    @Override
    public synchronized void close() {
        if (open != null) {
            open.producer.close(CLOSING);
            open = null;
        }
    }

    /** Where it sends to, for a log. */
    @Override
    public String toString() {
        return "broker " + settings.brokers();
    }
}
