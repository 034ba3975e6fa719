package io.quarry.results.ingest;

import io.quarry.schemas.MalformedRecordException;

/** A cursor over one record's Avro bytes (Avro 1.12 specification, binary encoding). Never reads past its end. */
final class AvroInput {
    private static final int MAX_VARINT = 10;

    private byte[] buffer = new byte[0];
    private int position;
    private int end;

    void reset(byte[] bytes, int from, int to) {
        buffer = bytes;
        position = from;
        end = to;
    }

    byte[] buffer() {
        return buffer;
    }

    int position() {
        return position;
    }

    boolean atEnd() {
        return position == end;
    }

    /** Zigzag, variable length. */
    long readLong() {
        long raw = 0;
        for (int i = 0; i < MAX_VARINT; i++) {
            byte b = readByte();
            raw |= (long) (b & 0x7f) << (7 * i);
            if (b >= 0) {
                return (raw >>> 1) ^ -(raw & 1);
            }
        }
        throw malformed("a number of more than " + MAX_VARINT + " bytes");
    }

    int readInt() {
        long value = readLong();
        if (value != (int) value) {
            throw malformed("an int that is " + value);
        }
        return (int) value;
    }

    byte readByte() {
        if (position >= end) {
            throw malformed("it ends in the middle of a value");
        }
        return buffer[position++];
    }

    /** Skips the bytes and returns where they start. */
    int take(int length) {
        if (length < 0 || length > end - position) {
            throw malformed("a length of " + length + " where " + (end - position) + " bytes are left");
        }
        int start = position;
        position += length;
        return start;
    }

    int readIntLittleEndian() {
        int at = take(4);
        return (buffer[at] & 0xff)
                | (buffer[at + 1] & 0xff) << 8
                | (buffer[at + 2] & 0xff) << 16
                | (buffer[at + 3] & 0xff) << 24;
    }

    long readLongLittleEndian() {
        long low = readIntLittleEndian() & 0xffffffffL;
        return low | (long) readIntLittleEndian() << 32;
    }

    /** Items of the next block of an array or map; 0 at its end. */
    int readBlock() {
        long count = readLong();
        if (count < 0) { // then the block's size in bytes follows
            count = -count;
            readLong();
        }
        if (count < 0 || count > end - position && count > MAX_EMPTY) {
            throw malformed("a block of " + count + " items where " + (end - position) + " bytes are left");
        }
        return (int) count;
    }

    /** Items without any bytes (records without fields) could be many in nothing; nobody sends those. */
    private static final int MAX_EMPTY = 1_000;

    static MalformedRecordException malformed(String what) {
        return new MalformedRecordException("TRUNCATED_OR_CORRUPT", what);
    }
}
