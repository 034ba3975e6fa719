package io.quarry.results.ingest;

import io.quarry.results.store.ColumnType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.TimeStampMicroTZVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/** Readers of fields that hold one value. */
final class Scalars {
    /** DuckDB's first and last instant, microseconds from 1970: 290309-12-22 (BC) and 294247-01-10. */
    static final long FIRST_INSTANT = -9_223_372_022_400_000_000L;

    static final long LAST_INSTANT = Long.MAX_VALUE - 1;
    private static final long MICROS_IN_MILLI = 1_000;

    private Scalars() {}

    static ColumnReader of(Schema schema, FieldVector vector) {
        return switch (schema.getType()) {
            case STRING -> new Text((VarCharVector) vector);
            case ENUM -> new Symbol(schema.getEnumSymbols(), (VarCharVector) vector);
            case BYTES -> new Bytes((VarBinaryVector) vector, -1);
            case FIXED -> new Bytes((VarBinaryVector) vector, schema.getFixedSize());
            case BOOLEAN -> fixed((BitVector) vector, (in, row, v) -> v.setSafe(row, in.readByte() == 0 ? 0 : 1));
            case INT -> fixed((IntVector) vector, (in, row, v) -> v.setSafe(row, in.readInt()));
            case LONG -> whole(schema, vector);
            case FLOAT ->
                fixed(
                        (Float4Vector) vector,
                        (in, row, v) -> v.setSafe(row, Float.intBitsToFloat(in.readIntLittleEndian())));
            case DOUBLE ->
                fixed(
                        (Float8Vector) vector,
                        (in, row, v) -> v.setSafe(row, Double.longBitsToDouble(in.readLongLittleEndian())));
            default -> throw new IllegalArgumentException("no single value: " + schema);
        };
    }

    private static ColumnReader whole(Schema schema, FieldVector vector) {
        if (!ColumnType.timestamp(schema)) {
            return fixed((BigIntVector) vector, (in, row, v) -> v.setSafe(row, in.readLong()));
        }
        boolean millis = schema.getLogicalType() instanceof LogicalTypes.TimestampMillis;
        return fixed((TimeStampMicroTZVector) vector, (in, row, v) -> v.setSafe(row, instant(in.readLong(), millis)));
    }

    private static long instant(long value, boolean millis) {
        long limit = millis ? LAST_INSTANT / MICROS_IN_MILLI : LAST_INSTANT;
        long first = millis ? FIRST_INSTANT / MICROS_IN_MILLI : FIRST_INSTANT;
        if (value < first || value > limit) {
            throw AvroInput.malformed("an instant that no calendar has: " + value);
        }
        return millis ? value * MICROS_IN_MILLI : value;
    }

    @FunctionalInterface
    private interface Fixed<V> {
        void read(AvroInput in, int row, V vector);
    }

    private static <V extends BaseFixedWidthVector> ColumnReader fixed(V vector, Fixed<V> body) {
        return new ColumnReader() {
            @Override
            public void read(AvroInput in, int row) {
                body.read(in, row, vector);
            }

            @Override
            public void setNull(int row) {
                vector.setNull(row);
            }
        };
    }

    private abstract static class Variable implements ColumnReader {
        private final BaseVariableWidthVector vector;

        Variable(BaseVariableWidthVector vector) {
            this.vector = vector;
        }

        void set(int row, byte[] bytes, int from, int length) {
            vector.setSafe(row, bytes, from, length);
        }

        @Override
        public void setNull(int row) {
            vector.setNull(row);
        }
    }

    private static final class Text extends Variable {
        Text(VarCharVector vector) {
            super(vector);
        }

        @Override
        public void read(AvroInput in, int row) {
            int length = in.readInt();
            int start = in.take(length);
            byte[] bytes = in.buffer();
            if (ascii(bytes, start, length)) {
                set(row, bytes, start, length);
                return;
            }
            // The store refuses what is not UTF-8: decoding replaces that by U+FFFD and leaves the rest as it is.
            byte[] clean = new String(bytes, start, length, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
            set(row, clean, 0, clean.length);
        }

        private static boolean ascii(byte[] bytes, int start, int length) {
            int bits = 0;
            for (int i = start; i < start + length; i++) {
                bits |= bytes[i];
            }
            return bits >= 0;
        }
    }

    private static final class Bytes extends Variable {
        private final int fixedSize;

        /** @param fixedSize bytes of every value, or -1 when each says its own length */
        Bytes(VarBinaryVector vector, int fixedSize) {
            super(vector);
            this.fixedSize = fixedSize;
        }

        @Override
        public void read(AvroInput in, int row) {
            int length = fixedSize >= 0 ? fixedSize : in.readInt();
            set(row, in.buffer(), in.take(length), length);
        }
    }

    private static final class Symbol extends Variable {
        private final byte[][] symbols;

        Symbol(List<String> symbols, VarCharVector vector) {
            super(vector);
            this.symbols = symbols.stream()
                    .map(s -> s.getBytes(StandardCharsets.UTF_8))
                    .toArray(byte[][]::new);
        }

        @Override
        public void read(AvroInput in, int row) {
            int index = in.readInt();
            if (index < 0 || index >= symbols.length) {
                throw AvroInput.malformed("symbol " + index + " of " + symbols.length);
            }
            set(row, symbols[index], 0, symbols[index].length);
        }
    }
}
