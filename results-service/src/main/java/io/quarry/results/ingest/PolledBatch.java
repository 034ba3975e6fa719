package io.quarry.results.ingest;

import java.lang.reflect.Type;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.support.Acknowledgment;
import org.springframework.kafka.support.converter.BatchMessageConverter;
import org.springframework.messaging.Message;
import org.springframework.messaging.support.GenericMessage;

/**
 * What one poll brought, as it is. Spring's own converter makes seven lists with an entry for each record, headers
 * decoded; at some hundred thousand records a second that costs more than storing them.
 *
 * @param records in the order of each partition
 */
record PolledBatch(List<ConsumerRecord<byte[], byte[]>> records) {
    static final class Converter implements BatchMessageConverter {
        @Override
        @SuppressWarnings({"unchecked", "rawtypes"}) // native decoding: the binding's deserializers give bytes
        public Message<?> toMessage(
                List<ConsumerRecord<?, ?>> records,
                @Nullable Acknowledgment acknowledgment,
                @Nullable Consumer<?, ?> consumer,
                Type payloadType) {
            return new GenericMessage<>(new PolledBatch((List) records));
        }

        @Override
        public List<ProducerRecord<?, ?>> fromMessage(Message<?> message, String defaultTopic) {
            throw new UnsupportedOperationException("nothing is sent this way");
        }
    }
}
