package io.quarry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.schemas.DeadLetter;
import io.quarry.schemas.Topics;
import io.quarry.testing.TopicIo;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** What was set aside: where it came from, as {@code partition/offset}. Each must have a reason and say its topic. */
final class DeadLetters {
    private final TopicIo topics;

    DeadLetters(TopicIo topics) {
        this.topics = topics;
    }

    Set<String> positions(String dlq) {
        return positions(dlq, record -> true);
    }

    /** @param key of the records that count */
    Set<String> positions(String dlq, String key) {
        return positions(
                dlq, record -> record.key() != null && key.equals(new String(record.key(), StandardCharsets.UTF_8)));
    }

    private Set<String> positions(String dlq, Predicate<ConsumerRecord<byte[], byte[]>> wanted) {
        Set<String> positions = new HashSet<>();
        for (ConsumerRecord<byte[], byte[]> record :
                topics.all(dlq).stream().filter(wanted).toList()) {
            assertThat(header(record, DeadLetter.REASON)).isNotBlank();
            assertThat(header(record, DeadLetter.TOPIC) + Topics.DLQ_SUFFIX).isEqualTo(dlq);
            positions.add(header(record, DeadLetter.PARTITION) + "/" + header(record, DeadLetter.OFFSET));
        }
        return positions;
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }
}
