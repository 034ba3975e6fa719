package io.quarry.schemas;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Control records to and from the wire format. Written with this build's schema, read from whatever version the writer
 * had. Safe for use by many threads.
 *
 * @param <T> generated record class
 */
public final class RecordCodec<T extends SpecificRecord> {
    static {
        TrustedRecords.install();
    }

    private static final int FIRST_CAPACITY = 1_000;

    private final SchemaRegistry registry;
    private final Schema schema;
    private final SpecificData model;
    private final SpecificDatumWriter<T> writer;
    private final Map<Integer, SpecificDatumReader<T>> readers = new ConcurrentHashMap<>();

    public RecordCodec(SchemaRegistry registry, Schema schema) {
        this.registry = registry;
        this.schema = schema;
        this.model = SpecificData.getForSchema(schema);
        this.writer = new SpecificDatumWriter<>(schema, model);
    }

    /** @param schemaId id of this build's schema under the topic's subject */
    public byte[] encode(int schemaId, T value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(256);
        out.writeBytes(WireFormat.header(schemaId));
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        try {
            writer.write(value, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new IllegalStateException("memory does not fail", e);
        }
        return out.toByteArray();
    }

    /** @throws MalformedRecordException with the reason, when the bytes are no such record */
    public T decode(byte[] value) {
        int id = WireFormat.schemaId(value);
        SpecificDatumReader<T> reader = readers.computeIfAbsent(id, this::reader);
        BinaryDecoder decoder =
                DecoderFactory.get().binaryDecoder(value, WireFormat.HEADER, value.length - WireFormat.HEADER, null);
        try {
            T record = reader.read(null, decoder);
            if (!decoder.isEnd()) {
                throw new MalformedRecordException("TRAILING_BYTES", "bytes left after a " + schema.getName());
            }
            return record;
        } catch (MalformedRecordException e) {
            throw e;
        } catch (IOException | RuntimeException e) { // Avro has many kinds for bytes that make no sense
            throw new MalformedRecordException("TRUNCATED_OR_CORRUPT", "no " + schema.getName() + ": " + e);
        }
    }

    private SpecificDatumReader<T> reader(int id) {
        Schema written = registry.byId(id);
        if (written.getType() != Schema.Type.RECORD || !written.getFullName().equals(schema.getFullName())) {
            throw new MalformedRecordException(
                    "WRONG_SCHEMA",
                    "schema id " + id + " is " + written.getFullName() + ", not " + schema.getFullName());
        }
        return new WaryReader<>(written, schema, model);
    }

    /** Does not set memory aside for as many entries as a few bytes claim: lists and maps grow as entries come. */
    private static final class WaryReader<T> extends SpecificDatumReader<T> {
        WaryReader(Schema writer, Schema reader, SpecificData model) {
            super(writer, reader, model);
        }

        @Override
        protected Object newArray(@Nullable Object old, int size, Schema schema) {
            return super.newArray(old, Math.min(size, FIRST_CAPACITY), schema);
        }

        @Override
        protected Object newMap(@Nullable Object old, int size) {
            return super.newMap(old, Math.min(size, FIRST_CAPACITY));
        }
    }
}
