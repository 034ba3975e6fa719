package io.quarry.results.ingest;

import io.quarry.results.store.Rows;
import io.quarry.schemas.DeadLetter;
import io.quarry.schemas.MalformedRecordException;
import io.quarry.schemas.Printable;
import io.quarry.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.duckdb.DuckDBConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records that can't be taken in: kept as they came in the topic's dead-letter topic, acknowledged there before the
 * transaction that passes over them is committed, and listed in the table {@code dead_letters}.
 */
final class DeadLetters {
    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);
    private static final int MAX_DETAIL = 1_000;
    /** What is kept of a value that, with the headers, the dead-letter topic does not take. */
    private static final int KEPT_OF_TOO_LARGE = Topics.MAX_RECORD_BYTES / 2;

    private record Letter(ConsumerRecord<byte[], byte[]> record, String reason, String detail) {
        String position() {
            return record.topic() + '-' + record.partition() + '@' + record.offset();
        }
    }

    private final Producer<byte[], byte[]> producer;
    private final IngestCounters counters;
    private final InstantSource clock;
    private final List<Letter> letters = new ArrayList<>();
    private final Set<String> sent = new HashSet<>();

    DeadLetters(Producer<byte[], byte[]> producer, IngestCounters counters, InstantSource clock) {
        this.producer = producer;
        this.counters = counters;
        this.clock = clock;
    }

    void add(ConsumerRecord<byte[], byte[]> record, MalformedRecordException why) {
        String detail = Printable.escape(String.valueOf(why.getMessage()));
        letters.add(new Letter(
                record, why.reason(), detail.length() > MAX_DETAIL ? detail.substring(0, MAX_DETAIL) : detail));
    }

    void write(DuckDBConnection connection) throws SQLException {
        if (letters.isEmpty()) {
            return;
        }
        send();
        try (Rows rows = Rows.of(connection, "dead_letters")) {
            for (Letter letter : letters) {
                ConsumerRecord<byte[], byte[]> record = letter.record();
                rows.add(
                        record.topic(),
                        record.partition(),
                        record.offset(),
                        letter.reason(),
                        letter.detail(),
                        clock.instant());
                counters.deadLetter(record.topic(), letter.reason());
            }
        }
    }

    void committed() {
        for (Letter letter : letters) {
            LOG.info(
                    "Set aside {}: {}, {}. The next records go on.",
                    letter.position(),
                    letter.reason(),
                    letter.detail());
        }
        letters.clear();
        sent.clear();
    }

    /** What was sent stays known: when the transaction is tried again, it is not sent again. */
    void clear() {
        letters.clear();
    }

    private void send() {
        List<Future<RecordMetadata>> answers = new ArrayList<>();
        List<Letter> asked = new ArrayList<>();
        for (Letter letter : letters) {
            if (!sent.contains(letter.position())) {
                asked.add(letter);
                answers.add(producer.send(letter(letter, letter.record().value())));
            }
        }
        for (int i = 0; i < asked.size(); i++) {
            await(asked.get(i), answers.get(i));
            sent.add(asked.get(i).position());
        }
    }

    private void await(Letter letter, Future<RecordMetadata> answer) {
        try {
            answer.get();
        } catch (ExecutionException e) {
            byte[] value = letter.record().value();
            if (e.getCause() instanceof RecordTooLargeException && value.length > KEPT_OF_TOO_LARGE) {
                LOG.warn(
                        "Only the first {} bytes of {} are kept: it is too large",
                        KEPT_OF_TOO_LARGE,
                        letter.position());
                await(letter, producer.send(letter(letter, Arrays.copyOf(value, KEPT_OF_TOO_LARGE))));
                return;
            }
            throw new IllegalStateException(
                    "no answer from " + Topics.dlq(letter.record().topic()), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while setting records aside", e);
        }
    }

    private static ProducerRecord<byte[], byte[]> letter(Letter letter, byte[] value) {
        ConsumerRecord<byte[], byte[]> from = letter.record();
        ProducerRecord<byte[], byte[]> to =
                new ProducerRecord<>(Topics.dlq(from.topic()), null, from.key(), value, from.headers());
        to.headers().add(DeadLetter.REASON, bytes(letter.reason()));
        to.headers().add(DeadLetter.DETAIL, bytes(letter.detail()));
        to.headers().add(DeadLetter.TOPIC, bytes(from.topic()));
        to.headers().add(DeadLetter.PARTITION, bytes(String.valueOf(from.partition())));
        to.headers().add(DeadLetter.OFFSET, bytes(String.valueOf(from.offset())));
        return to;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
