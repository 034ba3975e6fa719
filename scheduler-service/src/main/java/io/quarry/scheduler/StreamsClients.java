package io.quarry.scheduler;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.processor.internals.DefaultKafkaClientSupplier;

/**
 * Gives the producer of Kafka Streams a transactional id that outlives the process. Streams' own is random where no store
 * is on disk: a killed scheduler's transaction then stays open until it times out, and nobody reads past it. With the
 * same id again, the restarted scheduler ends it at once.
 */
final class StreamsClients extends DefaultKafkaClientSupplier {
    private final String transactionalId;

    /** @param transactionalId of this instance, which runs one stream thread */
    StreamsClients(String transactionalId) {
        this.transactionalId = transactionalId;
    }

    @Override
    public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
        Map<String, Object> named = new HashMap<>(config);
        named.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
        return super.getProducer(named);
    }
}
