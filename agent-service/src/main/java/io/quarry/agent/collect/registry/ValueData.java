package io.quarry.agent.collect.registry;

import io.quarry.model.ProblemReason;

/** Reads the data of values: in the value's cell, in a cell of its own, or (db, since version 1.4) in a list of segments. */
final class ValueData {
    /** Data of a value that is read, bytes: as text and Base64 it still fits a finding, and the heap. */
    static final int MOST = 4 << 20;

    private static final int SEGMENT = 16_344;
    private static final int BIG = 0x6264; // db
    private static final int MINOR_WITH_BIG = 4;

    private final Cells cells;
    private final HivePages pages;
    private final boolean big;

    /** Where cells come from: those in use, or former ones. */
    interface Cells {
        HiveCells.Cell at(int offset) throws HiveException;
    }

    /** @param minor version of the hive's format */
    ValueData(Cells cells, HivePages pages, int minor) {
        this.cells = cells;
        this.pages = pages;
        big = minor >= MINOR_WITH_BIG;
    }

    byte[] read(KeyValue value) throws HiveException {
        if (value.inline()) {
            return inline(value);
        }
        if (value.size() > MOST) {
            throw new HiveException(
                    ProblemReason.LIMIT,
                    "data of " + value.size() + " bytes, at most " + MOST + " are read,",
                    HiveCells.position(value.offset()));
        }
        int size = (int) value.size();
        if (size == 0) {
            return new byte[0];
        }
        HiveCells.Cell cell = cells.at(value.data());
        return big && size > SEGMENT && cell.u16(0) == BIG ? segments(cell, size) : cell.bytes(0, size);
    }

    private static byte[] inline(KeyValue value) throws HiveException {
        if (value.size() > Integer.BYTES) {
            throw HiveException.malformed(
                    "data of " + value.size() + " bytes within a value", HiveCells.position(value.offset()));
        }
        byte[] data = new byte[(int) value.size()];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) (value.data() >>> i * Byte.SIZE);
        }
        return data;
    }

    private byte[] segments(HiveCells.Cell header, int size) throws HiveException {
        int count = header.u16(2);
        if ((long) count * SEGMENT < size) {
            throw HiveException.malformed(count + " segments for data of " + size + " bytes", header.position());
        }
        HiveCells.Cell list = cells.at(header.i32(4));
        byte[] data = new byte[size];
        for (int done = 0, i = 0; done < size; i++) {
            HiveCells.Cell segment = cells.at(list.i32((long) i * Integer.BYTES));
            int part = Math.min(SEGMENT, size - done);
            if (segment.length() < part) {
                throw HiveException.malformed("a segment of " + part + " bytes expected", segment.position());
            }
            pages.copy(segment.position(), data, done, part);
            done += part;
        }
        return data;
    }
}
