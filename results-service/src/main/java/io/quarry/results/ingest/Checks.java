package io.quarry.results.ingest;

import io.quarry.schemas.MalformedRecordException;
import io.quarry.schemas.RecordSignature;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** What every record must have. */
final class Checks {
    private static final Instant FIRST = Instant.parse("-290000-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("+294000-01-01T00:00:00Z");

    private Checks() {}

    static byte[] value(ConsumerRecord<byte[], byte[]> record) {
        byte[] value = record.value();
        if (value == null) {
            throw new MalformedRecordException("NO_VALUE", "the record has no value");
        }
        return value;
    }

    static byte[] key(ConsumerRecord<byte[], byte[]> record) {
        byte[] key = record.key();
        if (key == null) {
            throw new MalformedRecordException("WRONG_KEY", "the record has no key");
        }
        return key;
    }

    static void keyIs(ConsumerRecord<byte[], byte[]> record, String id) {
        String key = new String(key(record), StandardCharsets.UTF_8);
        if (!key.equals(id)) {
            throw new MalformedRecordException(
                    "WRONG_KEY", "the key is '" + key + "', the record is about '" + id + "'");
        }
    }

    static byte[] signature(ConsumerRecord<byte[], byte[]> record) {
        return header(record, RecordSignature.SIGNATURE_HEADER);
    }

    static byte[] header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        if (header == null || header.value() == null) {
            throw new MalformedRecordException("BAD_SIGNATURE", "header " + name + " is missing");
        }
        return header.value();
    }

    /** An instant that the store can hold. */
    static Instant instant(Instant instant) {
        if (instant.isBefore(FIRST) || instant.isAfter(LAST)) {
            throw new MalformedRecordException("TRUNCATED_OR_CORRUPT", "an instant that no calendar has: " + instant);
        }
        return instant;
    }
}
