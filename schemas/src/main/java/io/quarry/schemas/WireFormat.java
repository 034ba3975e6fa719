package io.quarry.schemas;

import java.nio.ByteBuffer;

/** The header that every Kafka tool knows: a zero byte, then the schema's id in the registry, big endian. */
public final class WireFormat {
    public static final int HEADER = 5;

    private WireFormat() {}

    /** @throws MalformedRecordException when the value is no such record */
    public static int schemaId(byte[] value) {
        if (value.length < HEADER) {
            throw new MalformedRecordException("NOT_AVRO", "only " + value.length + " bytes, a header has " + HEADER);
        }
        if (value[0] != 0) {
            throw new MalformedRecordException("NOT_AVRO", "first byte is " + value[0] + ", not 0");
        }
        return ByteBuffer.wrap(value).getInt(1);
    }

    public static byte[] header(int schemaId) {
        return ByteBuffer.allocate(HEADER).put((byte) 0).putInt(schemaId).array();
    }
}
