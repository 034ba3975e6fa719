package io.quarry.results.ingest;

import java.util.Collection;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.springframework.cloud.stream.binder.kafka.KafkaBindingRebalanceListener;

/** Starts each assigned partition where the store is; what Kafka remembers of the group is for its lag metrics. */
final class StoreOffsets implements KafkaBindingRebalanceListener {
    private final Ingest ingest;

    StoreOffsets(Ingest ingest) {
        this.ingest = ingest;
    }

    @Override
    public void onPartitionsAssigned(
            String bindingName, Consumer<?, ?> consumer, Collection<TopicPartition> partitions, boolean initial) {
        partitions.forEach(partition -> consumer.seek(partition, ingest.next(partition)));
    }
}
