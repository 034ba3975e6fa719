package io.quarry.agent.kafka;

import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.kafka.RecordSender.NotTakenException;
import io.quarry.agent.task.FindingStream;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/** One attempt's findings on their way; a bounded number of bytes at a time. */
final class TopicStream implements FindingStream {
    /** Bytes under way from which on the collector waits. */
    static final int WINDOW = 4 * 1024 * 1024;

    private static final long ASK_MS = 100;

    private final String topic;
    private final byte[] key;
    private final byte[] header;
    private final RecordSender sender;
    private long bytesUnderWay;
    private @Nullable Throwable failure;
    private @Nullable Sent last;

    TopicStream(String topic, byte[] key, byte[] header, RecordSender sender) {
        this.topic = topic;
        this.key = key;
        this.header = header;
        this.sender = sender;
    }

    @Override
    public byte[] header() {
        return header.clone();
    }

    @Override
    public void send(byte[] value, BooleanSupplier stop) throws StoppedException {
        reserve(value.length, stop);
        CompletableFuture<RecordMetadata> sent;
        try {
            sent = taken(new ProducerRecord<>(topic, key, value), stop);
        } catch (StoppedException e) {
            release(value.length);
            throw e;
        }
        sent.whenComplete((metadata, failed) -> acknowledged(value.length, metadata, failed));
    }

    private synchronized void reserve(int length, BooleanSupplier stop) throws StoppedException {
        while (bytesUnderWay > 0 && bytesUnderWay + length > WINDOW && failure == null) {
            pause(stop);
        }
        if (failure != null) {
            throw new StoppedException("the broker refused a finding: " + failure);
        }
        bytesUnderWay += length;
    }

    private synchronized void release(int length) {
        bytesUnderWay -= length;
    }

    private CompletableFuture<RecordMetadata> taken(ProducerRecord<byte[], byte[]> finding, BooleanSupplier stop)
            throws StoppedException {
        while (true) {
            try {
                return sender.send(finding);
            } catch (NotTakenException e) {
                synchronized (this) {
                    pause(stop);
                }
            } catch (InterruptException e) {
                throw new StoppedException("interrupted while sending");
            }
        }
    }

    private synchronized void acknowledged(int length, @Nullable RecordMetadata metadata, @Nullable Throwable failed) {
        bytesUnderWay -= length;
        if (failed != null) {
            failure = failure == null ? failed : failure;
        } else if (metadata != null && (last == null || metadata.offset() > last.lastOffset())) {
            last = new Sent(metadata.partition(), metadata.offset());
        }
        notifyAll();
    }

    @Override
    public synchronized @Nullable Sent awaitAcknowledged(BooleanSupplier stop)
            throws StoppedException, FindingsLostException {
        while (bytesUnderWay > 0 && failure == null) {
            pause(stop);
        }
        if (failure != null) {
            throw new FindingsLostException(failure);
        }
        return last;
    }

    /** Waits for an acknowledgement or a moment; the caller holds the lock. */
    private void pause(BooleanSupplier stop) throws StoppedException {
        if (stop.getAsBoolean()) {
            throw new StoppedException("told to end while waiting for the broker");
        }
        try {
            wait(ASK_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoppedException("interrupted while waiting for the broker");
        }
    }
}
