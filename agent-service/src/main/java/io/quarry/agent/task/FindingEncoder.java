package io.quarry.agent.task;

import io.quarry.model.Envelope;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Writes findings: the header, the envelope, the job's columns; Avro records follow each other without gaps. */
final class FindingEncoder {
    private final byte[] header;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
    private final BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    private final SpecificDatumWriter<Envelope> envelopes =
            new SpecificDatumWriter<>(Envelope.getClassSchema(), SpecificData.getForSchema(Envelope.getClassSchema()));
    private @Nullable SpecificDatumWriter<SpecificRecord> columns;

    FindingEncoder(byte[] header) {
        this.header = header.clone();
    }

    byte[] encode(Envelope envelope, SpecificRecord finding) {
        out.reset();
        out.writeBytes(header);
        try {
            envelopes.write(envelope, encoder);
            columns(finding).write(finding, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new IllegalStateException("memory does not fail", e);
        }
        return out.toByteArray();
    }

    private SpecificDatumWriter<SpecificRecord> columns(SpecificRecord finding) {
        SpecificDatumWriter<SpecificRecord> writer = columns;
        if (writer == null) {
            writer = new SpecificDatumWriter<>(finding.getSchema(), SpecificData.getForSchema(finding.getSchema()));
            columns = writer;
        }
        return writer;
    }
}
