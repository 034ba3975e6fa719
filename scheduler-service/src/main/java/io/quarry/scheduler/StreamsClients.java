package io.quarry.scheduler;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.processor.internals.DefaultKafkaClientSupplier;

/**
 * Clients of Kafka Streams that leave no transaction behind. The producer has a transactional id that outlives the
 * process: Streams' own is random where no store is on disk, so that a killed scheduler's transaction would stay open until
 * it times out, and nobody read past it. The member of the group is named after it. A restarted scheduler ends it with the same id; and the consumer, before it
 * hands out partitions that it was given, ends those of {@link FormerMembers}.
 */
final class StreamsClients extends DefaultKafkaClientSupplier {
    private final SchedulerNames names;
    private final FormerMembers former;

    /** @param names of this instance, which runs one stream thread */
    StreamsClients(SchedulerNames names, FormerMembers former) {
        this.names = names;
        this.former = former;
    }

    @Override
    public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
        Map<String, Object> named = new HashMap<>(config);
        named.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, names.transactionalId());
        return super.getProducer(named);
    }

    @Override
    public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
        Map<String, Object> named = new HashMap<>(config);
        named.computeIfPresent(
                ConsumerConfig.CLIENT_ID_CONFIG, (key, given) -> names.memberClientId(String.valueOf(given)));
        return new FencingConsumer(named, former);
    }

    private static final class FencingConsumer extends KafkaConsumer<byte[], byte[]> {
        private final FormerMembers former;

        FencingConsumer(Map<String, Object> config, FormerMembers former) {
            super(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
            this.former = former;
        }

        @Override
        public void subscribe(Collection<String> topics, ConsumerRebalanceListener listener) {
            super.subscribe(topics, new FencingListener(listener, former));
        }

        @Override
        public void subscribe(Pattern topics, ConsumerRebalanceListener listener) {
            super.subscribe(topics, new FencingListener(listener, former));
        }
    }

    private record FencingListener(ConsumerRebalanceListener streams, FormerMembers former)
            implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            former.fence();
            streams.onPartitionsAssigned(partitions);
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            streams.onPartitionsRevoked(partitions);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            streams.onPartitionsLost(partitions);
        }
    }
}
