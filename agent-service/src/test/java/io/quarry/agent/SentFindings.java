package io.quarry.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarry.jobs.CurrentProcessFinding;
import io.quarry.model.Envelope;
import io.quarry.model.TaskEvent;
import io.quarry.schemas.FindingsDigest;
import io.quarry.schemas.Topics;
import io.quarry.schemas.WireFormat;
import io.quarry.testing.TopicIo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Findings as they lie in the topic, held against what the asset signed about them. */
final class SentFindings {
    private final TopicIo topics;

    SentFindings(TopicIo topics) {
        this.topics = topics;
    }

    /** The rows of the attempt are all there, in order, and their digest is the one that was signed. */
    void assertAddsUp(TaskEvent finished) {
        FindingsDigest digest = new FindingsDigest();
        long bytes = 0;
        long rows = 0;
        long lastOffset = -1;
        for (ConsumerRecord<byte[], byte[]> record : findings(finished)) {
            assertThat(record.partition()).isEqualTo(finished.getFindingsPartition());
            assertThat(envelope(record).getSeq()).isEqualTo(rows);
            assertThat(new String(record.key(), StandardCharsets.UTF_8)).isEqualTo(finished.getAssetId());
            int body = record.value().length - WireFormat.HEADER;
            digest.add(record.value(), WireFormat.HEADER, body);
            bytes += body;
            rows++;
            lastOffset = record.offset();
        }
        assertThat(finished.getRows()).isEqualTo(rows);
        assertThat(finished.getBytes()).isEqualTo(bytes);
        assertThat(finished.getFindingsLastOffset()).isEqualTo(lastOffset);
        assertThat(finished.getDigest()).isEqualTo(ByteBuffer.wrap(digest.value()));
    }

    private List<ConsumerRecord<byte[], byte[]>> findings(TaskEvent task) {
        return topics.all(Topics.findings(task.getJob())).stream()
                .filter(r -> envelope(r).getTaskId().equals(task.getTaskId())
                        && envelope(r).getAttempt() == task.getAttempt())
                .toList();
    }

    /** Reads both halves: the columns must follow the envelope without a gap. */
    static Envelope envelope(ConsumerRecord<byte[], byte[]> record) {
        byte[] value = record.value();
        BinaryDecoder decoder =
                DecoderFactory.get().binaryDecoder(value, WireFormat.HEADER, value.length - WireFormat.HEADER, null);
        try {
            Envelope envelope = new SpecificDatumReader<Envelope>(
                            Envelope.getClassSchema(),
                            Envelope.getClassSchema(),
                            SpecificData.getForSchema(Envelope.getClassSchema()))
                    .read(null, decoder);
            new SpecificDatumReader<CurrentProcessFinding>(
                            CurrentProcessFinding.getClassSchema(),
                            CurrentProcessFinding.getClassSchema(),
                            SpecificData.getForSchema(CurrentProcessFinding.getClassSchema()))
                    .read(null, decoder);
            assertThat(decoder.isEnd()).isTrue();
            return envelope;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
