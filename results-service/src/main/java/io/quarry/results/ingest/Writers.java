package io.quarry.results.ingest;

import io.quarry.schemas.MalformedRecordException;
import io.quarry.schemas.SchemaRegistry;
import io.quarry.schemas.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;

/**
 * Who wrote a value, by its schema id. Bytes of this build's own schema are used as they are; those of another version
 * are resolved by Avro's generic reader and written again.
 */
final class Writers {
    private final SchemaRegistry registry;
    private final Schema schema;
    private final GenericDatumWriter<Object> rewriter;
    private final Map<Integer, Optional<GenericDatumReader<Object>>> readers = new HashMap<>();
    private int latestOwn = -1;

    Writers(SchemaRegistry registry, Schema schema) {
        this.registry = registry;
        this.schema = schema;
        this.rewriter = new GenericDatumWriter<>(schema);
    }

    /** @throws MalformedRecordException when the value is not of any version of the schema */
    Body body(byte[] value) {
        int id = WireFormat.schemaId(value);
        if (id == latestOwn) {
            return new Body(value, WireFormat.HEADER);
        }
        Optional<GenericDatumReader<Object>> reader = readers.computeIfAbsent(id, this::reader);
        if (reader.isEmpty()) {
            latestOwn = id;
            return new Body(value, WireFormat.HEADER);
        }
        return new Body(resolve(reader.get(), value), 0);
    }

    /** Empty for this build's own schema: documentation and properties aside, what is written is the same. */
    private Optional<GenericDatumReader<Object>> reader(int id) {
        Schema written = registry.byId(id);
        if (written.getType() != Schema.Type.RECORD || !written.getFullName().equals(schema.getFullName())) {
            throw new MalformedRecordException(
                    "WRONG_SCHEMA",
                    "schema id " + id + " is " + written.getFullName() + ", not " + schema.getFullName());
        }
        return written.equals(schema) ? Optional.empty() : Optional.of(new GenericDatumReader<>(written, schema));
    }

    private byte[] resolve(GenericDatumReader<Object> reader, byte[] value) {
        BinaryDecoder decoder =
                DecoderFactory.get().binaryDecoder(value, WireFormat.HEADER, value.length - WireFormat.HEADER, null);
        ByteArrayOutputStream out = new ByteArrayOutputStream(value.length);
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        try {
            rewriter.write(reader.read(null, decoder), encoder);
            encoder.flush();
            if (!decoder.isEnd()) {
                throw new MalformedRecordException("TRAILING_BYTES", "bytes left after the record");
            }
            return out.toByteArray();
        } catch (IOException | AvroRuntimeException | IndexOutOfBoundsException | ClassCastException e) {
            throw new MalformedRecordException("TRUNCATED_OR_CORRUPT", "no " + schema.getName() + ": " + e);
        }
    }
}
