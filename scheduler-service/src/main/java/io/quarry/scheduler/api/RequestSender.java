package io.quarry.scheduler.api;

import io.quarry.model.HuntDecision;
import io.quarry.model.HuntRequest;
import io.quarry.scheduler.topology.Cluster;
import io.quarry.scheduler.topology.TopicFormat;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Files a request as any machine would, on {@code hunt.requests}, and waits for the decision. */
public final class RequestSender implements AutoCloseable {
    /** How long a caller waits before it hears 503. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private final TopicFormat<HuntRequest> format;
    private final DecisionInbox inbox;
    private final KafkaProducer<byte[], byte[]> producer;

    public RequestSender(Cluster cluster, TopicFormat<HuntRequest> format, DecisionInbox inbox) {
        this.format = format;
        this.inbox = inbox;
        String patience = String.valueOf(PATIENCE.toMillis());
        this.producer = new KafkaProducer<>(
                cluster.client(Map.of(
                        ProducerConfig.CLIENT_ID_CONFIG,
                        "requests",
                        ProducerConfig.MAX_BLOCK_MS_CONFIG,
                        patience,
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        "5000",
                        ProducerConfig.LINGER_MS_CONFIG,
                        "0",
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                        patience)),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** @throws UnavailableException when there is no decision in time: it may still be carried out */
    HuntDecision send(HuntRequest request) throws InterruptedException {
        CompletableFuture<HuntDecision> decision = inbox.expect(request.getRequestId());
        byte[] key = request.getHuntId().getBytes(StandardCharsets.UTF_8);
        try {
            producer.send(new ProducerRecord<>(format.topic(), key, format.encode(request)), (position, problem) -> {
                if (problem != null) {
                    decision.completeExceptionally(problem);
                }
            });
            return decision.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            throw new UnavailableException(request, e);
        } finally {
            inbox.forget(request.getRequestId());
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(2));
    }
}
