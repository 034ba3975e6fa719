package io.quarry.results.ingest;

import io.quarry.schemas.MalformedRecordException;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** An intake that looks at its records one by one, as they come. */
interface RecordIntake extends Intake {
    /** @throws MalformedRecordException when the record is to be set aside */
    void take(ConsumerRecord<byte[], byte[]> record);

    @Override
    default void take(List<ConsumerRecord<byte[], byte[]>> records, Aside aside) {
        for (ConsumerRecord<byte[], byte[]> record : records) {
            try {
                take(record);
            } catch (MalformedRecordException e) {
                aside.put(record, e);
            }
        }
    }
}
