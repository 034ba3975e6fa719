package io.quarry.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarry.model.Asset;
import io.quarry.model.Hunt;
import io.quarry.model.HuntAction;
import io.quarry.model.HuntDecision;
import io.quarry.model.HuntRequest;
import io.quarry.model.TaskEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RecordCodecTest {
    private static final int ID = 7;
    private static final int OTHER_ID = 8;

    private final StandInRegistry registry = new StandInRegistry().with(ID, Topics.plain(HuntRequest.getClassSchema()));
    private final RecordCodec<HuntRequest> codec = new RecordCodec<>(registry.client(), HuntRequest.getClassSchema());

    private static HuntRequest request() {
        return HuntRequest.newBuilder()
                .setRequestId("r-1")
                .setHuntId("nightly")
                .setAction(HuntAction.STOP)
                .setActor("ops")
                .setExpectedVersion(3)
                .build();
    }

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void readsWhatItWrote() {
        byte[] bytes = codec.encode(ID, request());
        assertThat(Arrays.copyOf(bytes, WireFormat.HEADER)).isEqualTo(WireFormat.header(ID));
        assertThat(codec.decode(bytes)).isEqualTo(request());
    }

    @Test
    void cutAtEveryByteIsMalformed() {
        byte[] bytes = codec.encode(ID, request());
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertReason(() -> codec.decode(cut), length < WireFormat.HEADER ? "NOT_AVRO" : "TRUNCATED_OR_CORRUPT");
        }
    }

    @Test
    void bytesLeftOverAreMalformed() {
        byte[] bytes = codec.encode(ID, request());
        assertReason(() -> codec.decode(Arrays.copyOf(bytes, bytes.length + 1)), "TRAILING_BYTES");
    }

    @Test
    void unknownSchemaIsMalformed() {
        assertReason(() -> codec.decode(codec.encode(OTHER_ID, request())), "UNKNOWN_SCHEMA");
    }

    @Test
    void anotherRecordsSchemaIsMalformed() {
        registry.with(OTHER_ID, Hunt.getClassSchema());
        assertReason(() -> codec.decode(codec.encode(OTHER_ID, request())), "WRONG_SCHEMA");
    }

    /** A length that a few bytes claim must not make the reader ask for gigabytes. */
    @Test
    void claimedLengthsAreNotBelieved() {
        byte[] twoGigabytes = {(byte) 0xe0, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f};
        byte[] bytes = Arrays.copyOf(WireFormat.header(ID), WireFormat.HEADER + twoGigabytes.length + 3);
        System.arraycopy(twoGigabytes, 0, bytes, WireFormat.HEADER, twoGigabytes.length);
        assertReason(() -> codec.decode(bytes), "TRUNCATED_OR_CORRUPT");
    }

    /** Nor a number of entries: 2^30 of them here, after empty ids, no action, not accepted. */
    @Test
    void claimedCountsAreNotBelieved() {
        registry.with(OTHER_ID, HuntDecision.getClassSchema());
        byte[] bytes = Arrays.copyOf(WireFormat.header(OTHER_ID), WireFormat.HEADER + 9);
        byte[] count = {(byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, 0x08};
        System.arraycopy(count, 0, bytes, WireFormat.HEADER + 4, count.length);
        assertReason(() -> codecOf(HuntDecision.getClassSchema()).decode(bytes), "TRUNCATED_OR_CORRUPT");
    }

    /** Only the one exception, whatever the bytes: a record that can't be read must not stop a stream. */
    @Test
    void noiseIsMalformedOrARecord() {
        Random random = new Random(20261124);
        for (Schema schema : List.of(TaskEvent.getClassSchema(), Asset.getClassSchema(), Hunt.getClassSchema())) {
            registry.with(OTHER_ID + schema.getFields().size(), schema);
            byte[] good = encode(OTHER_ID + schema.getFields().size(), SampleRecords.of(schema));
            RecordCodec<?> any = codecOf(schema);
            any.decode(good);
            for (int round = 0; round < 5_000; round++) {
                byte[] bad = good.clone();
                for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                    bad[WireFormat.HEADER + random.nextInt(bad.length - WireFormat.HEADER)] = (byte) random.nextInt();
                }
                try {
                    any.decode(bad);
                } catch (MalformedRecordException e) {
                    assertThat(e.reason()).isIn("TRUNCATED_OR_CORRUPT", "TRAILING_BYTES"); // no other kind came
                }
            }
        }
    }

    @Test
    void olderWriterLacksAFieldThatHasADefault() {
        Schema older = without(HuntRequest.getClassSchema(), "expected_version");
        registry.with(OTHER_ID, older);
        GenericData.Record old = SampleRecords.of(older);
        HuntRequest read = codec.decode(encode(OTHER_ID, old));
        assertThat(read.getRequestId()).isEqualTo(String.valueOf(old.get("request_id")));
        assertThat(read.getExpectedVersion()).isNull();
    }

    @Test
    void newerWriterHasAFieldMoreAndASymbolMore() {
        String text = Topics.plain(HuntRequest.getClassSchema()).toString();
        Schema newer = new Schema.Parser()
                .parse(text.replace("\"LIFT\"]", "\"LIFT\",\"ARCHIVE\"]")
                        .replace(
                                "{\"name\":\"actor\"",
                                "{\"name\":\"ticket\",\"type\":\"string\",\"default\":\"\"},{\"name\":\"actor\""));
        registry.with(OTHER_ID, newer);
        HuntRequest read = codec.decode(encode(OTHER_ID, SampleRecords.of(newer)));
        assertThat(read.getAction()).isEqualTo(HuntAction.UNKNOWN);
        assertThat(read.getActor()).startsWith("actor");
    }

    private RecordCodec<?> codecOf(Schema schema) {
        return new RecordCodec<>(registry.client(), schema);
    }

    private static byte[] encode(int id, GenericData.Record record) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(WireFormat.header(id));
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        try {
            new GenericDatumWriter<GenericData.Record>(record.getSchema()).write(record, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new IllegalStateException("memory does not fail", e);
        }
        return out.toByteArray();
    }

    private static Schema without(Schema schema, String field) {
        List<Schema.Field> fields = new ArrayList<>();
        schema.getFields().stream()
                .filter(f -> !f.name().equals(field))
                .forEach(f -> fields.add(new Schema.Field(f, f.schema())));
        return Topics.plain(
                Schema.createRecord(schema.getName(), schema.getDoc(), schema.getNamespace(), false, fields));
    }

    private static void assertReason(ThrowingCallable call, String reason) {
        assertThatThrownBy(call).isInstanceOfSatisfying(MalformedRecordException.class, e -> assertThat(e.reason())
                .isEqualTo(reason));
    }
}
