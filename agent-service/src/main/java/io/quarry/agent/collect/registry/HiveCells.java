package io.quarry.agent.collect.registry;

/** The cells of a hive: a length, negative while the cell is in use, then so many bytes less four. Little-endian. */
final class HiveCells {
    /** The file's own length of the header, in front of the hive bins that offsets are counted from. */
    static final int HIVE_BINS = 4096;

    /** An offset that stands for none. */
    static final int NONE = -1;

    private final HivePages pages;

    HiveCells(HivePages pages) {
        this.pages = pages;
    }

    /**
     * A cell's contents, without the length in front.
     *
     * @param position of the first of them in the file
     * @param length of them, bytes
     */
    record Cell(HivePages pages, long position, long length) {

        int u8(int at) throws HiveException {
            check(at, 1);
            return pages.u8(position + at);
        }

        int u16(int at) throws HiveException {
            check(at, Short.BYTES);
            return pages.u16(position + at);
        }

        int i32(long at) throws HiveException {
            check(at, Integer.BYTES);
            return pages.i32(position + at);
        }

        long u32(int at) throws HiveException {
            return i32(at) & 0xffff_ffffL;
        }

        long i64(int at) throws HiveException {
            check(at, Long.BYTES);
            return pages.i64(position + at);
        }

        byte[] bytes(int at, int count) throws HiveException {
            check(at, count);
            return pages.bytes(position + at, count);
        }

        /** A name: of one byte a character where it is marked so, of two otherwise. */
        String name(int at, int count, boolean narrow) throws HiveException {
            check(at, count);
            return narrow
                    ? pages.latin1(position + at, count)
                    : HiveText.utf16(pages.bytes(position + at, count), 0, count);
        }

        private void check(long at, int count) throws HiveException {
            if (at + count > length) {
                throw HiveException.malformed(
                        "a cell of " + length + " bytes is too short, " + (at + count) + " wanted", position);
            }
        }
    }

    HivePages pages() {
        return pages;
    }

    /** The place of a cell in the file. */
    static long position(int offset) {
        return HIVE_BINS + (offset & 0xffff_ffffL);
    }

    /** The cell in use that begins at an offset. */
    Cell at(int offset) throws HiveException {
        long position = position(offset);
        if (offset == NONE || (offset & 7) != 0) {
            throw HiveException.malformed("no cell begins at offset 0x" + Integer.toHexString(offset), position);
        }
        int size = pages.i32(position);
        if (size >= 0) {
            throw HiveException.malformed("a cell in use expected, this one is free", position);
        }
        return cell(position, -(long) size);
    }

    /** The cell at an offset, in use or not. */
    Cell used(int offset) throws HiveException {
        long position = position(offset);
        return cell(position, Math.abs((long) pages.i32(position)));
    }

    private Cell cell(long position, long size) throws HiveException {
        if (size < Long.BYTES || position + size > pages.length()) {
            throw HiveException.malformed("a cell of " + size + " bytes does not fit the hive", position);
        }
        return new Cell(pages, position + Integer.BYTES, size - Integer.BYTES);
    }
}
