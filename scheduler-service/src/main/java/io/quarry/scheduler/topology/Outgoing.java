package io.quarry.scheduler.topology;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.processor.StreamPartitioner;

/**
 * A value on its way to a topic.
 *
 * @param topic where to
 * @param spreadBy what decides the partition; where empty, the record's key does, as with any Kafka producer
 * @param value encoded
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Outgoing(String topic, Optional<String> spreadBy, byte[] value) {

    /** Writes the value; nothing ever reads one. */
    static Serde<Outgoing> serde() {
        Deserializer<Outgoing> none = (topic, bytes) -> {
            throw new UnsupportedOperationException("outgoing values are only written");
        };
        return Serdes.serdeFrom((topic, outgoing) -> outgoing.value(), none);
    }

    /** Kafka's default spread (murmur2) over the text that decides. */
    static StreamPartitioner<byte[], Outgoing> partitioner() {
        return (topic, key, outgoing, partitions) -> outgoing.spreadBy().map(by -> Set.of(partition(by, partitions)));
    }

    private static int partition(String text, int partitions) {
        return Utils.toPositive(Utils.murmur2(text.getBytes(StandardCharsets.UTF_8))) % partitions;
    }
}
