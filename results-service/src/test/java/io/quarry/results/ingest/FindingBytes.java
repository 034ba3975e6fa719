package io.quarry.results.ingest;

import io.quarry.schemas.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/** Made-up findings of any schema, the same for the same seed. */
final class FindingBytes {
    private final Random random;

    FindingBytes(long seed) {
        this.random = new Random(seed);
    }

    /** A wire-format value whose columns depend on {@code seq}. */
    static byte[] of(int schemaId, Fleet.Task task, int attempt, long seq) {
        return of(schemaId, Fleet.JOB.finding(), task, attempt, seq);
    }

    /** The same of another version of the schema. */
    static byte[] of(int schemaId, Schema schema, Fleet.Task task, int attempt, long seq) {
        GenericRecord record = new FindingBytes(seq).record(schema);
        record.put("hunt_id", Fleet.hunt(task.runId()));
        record.put("run_id", task.runId());
        record.put("task_id", task.taskId());
        record.put("attempt", attempt);
        record.put("seq", seq);
        record.put("asset_id", task.endpoint().id);
        record.put("hostname", "host");
        record.put("collected_at", ChronoUnit.MICROS.between(Instant.EPOCH, Fleet.NOW) + seq);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(WireFormat.header(schemaId));
        out.writeBytes(body(record));
        return out.toByteArray();
    }

    static byte[] body(GenericRecord record) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        try {
            new GenericDatumWriter<GenericRecord>(record.getSchema()).write(record, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    GenericRecord record(Schema schema) {
        GenericRecord record = new GenericData.Record(schema);
        schema.getFields().forEach(f -> record.put(f.pos(), value(f.schema())));
        return record;
    }

    private @org.jspecify.annotations.Nullable Object value(Schema schema) {
        return switch (schema.getType()) {
            case UNION ->
                random.nextInt(4) == 0 ? null : value(schema.getTypes().get(1));
            case RECORD -> record(schema);
            case ARRAY -> items(schema.getElementType());
            case MAP -> {
                java.util.Map<String, Object> map = new java.util.TreeMap<>();
                for (int i = random.nextInt(3); i > 0; i--) {
                    map.put("key" + i, value(schema.getValueType()));
                }
                yield map;
            }
            case STRING -> text();
            case ENUM ->
                new GenericData.EnumSymbol(
                        schema,
                        schema.getEnumSymbols()
                                .get(random.nextInt(schema.getEnumSymbols().size())));
            case INT -> random.nextInt();
            case LONG -> number(schema);
            case BOOLEAN -> random.nextBoolean();
            case DOUBLE -> random.nextDouble();
            case FLOAT -> random.nextFloat();
            case BYTES -> java.nio.ByteBuffer.wrap(text().getBytes(java.nio.charset.StandardCharsets.UTF_8));
            case FIXED, NULL -> throw new IllegalArgumentException(schema.toString());
        };
    }

    private long number(Schema schema) {
        if (schema.getLogicalType() instanceof LogicalTypes.TimestampMicros) {
            return 1_700_000_000_000_000L + random.nextInt();
        }
        return schema.getLogicalType() == null ? random.nextLong() : 1_700_000_000_000L + random.nextInt();
    }

    private List<Object> items(Schema schema) {
        List<Object> items = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            items.add(java.util.Objects.requireNonNull(value(schema)));
        }
        return items;
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            text.appendCodePoint(random.nextInt(10) == 0 ? 0x1f600 + random.nextInt(40) : ' ' + random.nextInt(600));
        }
        return text.toString();
    }
}
