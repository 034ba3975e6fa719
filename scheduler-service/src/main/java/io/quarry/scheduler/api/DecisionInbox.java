package io.quarry.scheduler.api;

import io.quarry.model.HuntDecision;
import io.quarry.scheduler.topology.TopicFormat;
import io.quarry.schemas.MalformedRecordException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands decisions to those who wait for them. */
public final class DecisionInbox {
    private static final Logger LOG = LoggerFactory.getLogger(DecisionInbox.class);

    private final TopicFormat<HuntDecision> format;
    private final Map<String, CompletableFuture<HuntDecision>> waiting = new ConcurrentHashMap<>();

    public DecisionInbox(TopicFormat<HuntDecision> format) {
        this.format = format;
    }

    /** Takes in one record of the topic. */
    public void accept(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return;
        }
        try {
            HuntDecision decision = format.decode(record.value());
            CompletableFuture<HuntDecision> future = waiting.remove(decision.getRequestId());
            if (future != null) {
                future.complete(decision);
            }
        } catch (MalformedRecordException e) { // the results service sets it aside
            LOG.warn(
                    "hunt.decisions-{}@{} can't be read and is skipped: {}",
                    record.partition(),
                    record.offset(),
                    e.reason());
        }
    }

    /** To be called before the request is sent. */
    CompletableFuture<HuntDecision> expect(String requestId) {
        return waiting.computeIfAbsent(requestId, id -> new CompletableFuture<>());
    }

    void forget(String requestId) {
        waiting.remove(requestId);
    }
}
