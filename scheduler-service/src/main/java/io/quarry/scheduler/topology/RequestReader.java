package io.quarry.scheduler.topology;

import io.quarry.model.HuntRequest;
import io.quarry.schemas.MalformedRecordException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.streams.processor.api.Record;

/** Tells a request from garbage. */
final class RequestReader {
    private final TopicFormat<HuntRequest> format;

    RequestReader(TopicFormat<HuntRequest> format) {
        this.format = format;
    }

    /** @throws MalformedRecordException with the reason for the dead-letter topic */
    HuntRequest read(Record<byte[], byte[]> record) {
        if (record.value() == null) {
            throw new MalformedRecordException("NO_VALUE", "a request is never a tombstone");
        }
        HuntRequest request = format.decode(record.value());
        byte[] huntId = request.getHuntId().getBytes(StandardCharsets.UTF_8);
        if (record.key() == null || !Arrays.equals(record.key(), huntId)) {
            throw new MalformedRecordException(
                    "WRONG_KEY", "the key is not the request's hunt id '" + request.getHuntId() + "'");
        }
        return request;
    }
}
