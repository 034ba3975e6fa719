package io.quarry.agent.collect.registry;

/**
 * A value as its cell (vk) has it.
 *
 * @param name empty for the default value
 * @param size bytes of its data
 * @param inline whether {@code data} is the data itself, four bytes at most, not the offset of its cell
 * @param type 0 to 11 have names
 */
record KeyValue(int offset, String name, long size, boolean inline, int data, int type) {
    static final int NAME = 20;
    static final int SIGNATURE = 0x6b76; // vk

    private static final int NARROW = 1;
    private static final int INLINE = 0x8000_0000;

    static KeyValue parse(int offset, HiveCells.Cell cell) throws HiveException {
        if (cell.u16(0) != SIGNATURE) {
            throw HiveException.malformed("a value (vk) expected", cell.position());
        }
        int size = cell.i32(4);
        int length = cell.u16(2);
        String name = length == 0 ? "" : cell.name(NAME, length, (cell.u16(16) & NARROW) != 0);
        return new KeyValue(offset, name, size & ~INLINE, (size & INLINE) != 0, cell.i32(8), cell.i32(12));
    }
}
