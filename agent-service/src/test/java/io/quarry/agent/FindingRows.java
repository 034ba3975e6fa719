package io.quarry.agent;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarry.model.Envelope;
import io.quarry.model.TaskEvent;
import io.quarry.schemas.AvroJson;
import io.quarry.schemas.Job;
import io.quarry.schemas.Topics;
import io.quarry.schemas.WireFormat;
import io.quarry.testing.TopicIo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A job's rows as they lie in its topic, without their envelopes, as JSON. */
final class FindingRows {
    private final TopicIo topics;
    private final Job job;
    private final SpecificDatumReader<Envelope> envelopes;
    private final SpecificDatumReader<IndexedRecord> columns;

    FindingRows(TopicIo topics, Job job) {
        this.topics = topics;
        this.job = job;
        this.envelopes = reader(Envelope.getClassSchema());
        Schema generated = SpecificData.get().getSchema(SpecificData.get().getClass(job.columns()));
        this.columns = reader(generated);
    }

    private static <T> SpecificDatumReader<T> reader(Schema schema) {
        return new SpecificDatumReader<>(schema, schema, SpecificData.getForSchema(schema));
    }

    /** Those of the attempt that an event ended, in their order. */
    List<JsonNode> of(TaskEvent end) throws IOException {
        List<JsonNode> rows = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : topics.all(Topics.findings(job.name()))) {
            byte[] value = record.value();
            BinaryDecoder body = DecoderFactory.get()
                    .binaryDecoder(value, WireFormat.HEADER, value.length - WireFormat.HEADER, null);
            Envelope envelope = envelopes.read(null, body);
            if (envelope.getTaskId().equals(end.getTaskId()) && envelope.getAttempt() == end.getAttempt()) {
                rows.add(AvroJson.tree(columns.read(null, body)));
            }
        }
        return rows;
    }
}
