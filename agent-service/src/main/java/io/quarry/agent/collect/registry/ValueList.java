package io.quarry.agent.collect.registry;

/** The cell with the offsets of a key's values. */
record ValueList(HiveCells.Cell cell, long count) {

    /** @throws HiveException when the key has no such cell */
    static ValueList of(HiveCells cells, NamedKey key) throws HiveException {
        HiveCells.Cell cell = cells.at(key.valueList());
        return new ValueList(cell, Math.min(key.values(), cell.length() / Integer.BYTES));
    }

    int offset(long index) throws HiveException {
        return cell.i32(index * Integer.BYTES);
    }

    /** Offsets there is room for, those behind the last value included: a value that was removed may still be there. */
    long room() {
        return cell.length() / Integer.BYTES;
    }

    long position() {
        return cell.position();
    }
}
