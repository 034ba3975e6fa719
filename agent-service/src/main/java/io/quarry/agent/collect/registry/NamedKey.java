package io.quarry.agent.collect.registry;

/**
 * A key as its cell (nk) has it.
 *
 * @param offset of its cell
 * @param written FILETIME of the last write
 * @param valueList offset of the cell with its values' offsets
 * @param className offset of the cell with its class name
 * @param classLength bytes of that, 0 for none
 */
record NamedKey(
        int offset,
        int flags,
        long written,
        int parent,
        long subkeys,
        int subkeyList,
        long values,
        int valueList,
        int security,
        int className,
        int classLength,
        String name) {
    static final int NAME = 76;
    static final int SIGNATURE = 0x6b6e; // nk

    private static final int VOLATILE = 0x1;
    private static final int ROOT = 0x4;
    private static final int NARROW = 0x20;

    static NamedKey parse(int offset, HiveCells.Cell cell) throws HiveException {
        if (cell.u16(0) != SIGNATURE) {
            throw HiveException.malformed("a key (nk) expected", cell.position());
        }
        int flags = cell.u16(2);
        return new NamedKey(
                offset,
                flags,
                cell.i64(4),
                cell.i32(16),
                cell.u32(20),
                cell.i32(28),
                cell.u32(36),
                cell.i32(40),
                cell.i32(44),
                cell.i32(48),
                cell.u16(74),
                cell.name(NAME, cell.u16(72), (flags & NARROW) != 0));
    }

    boolean isVolatile() {
        return (flags & VOLATILE) != 0;
    }

    boolean isRoot() {
        return (flags & ROOT) != 0;
    }
}
