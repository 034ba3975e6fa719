package io.quarry.agent.collect.registry;

import io.quarry.agent.collect.StoppedException;
import java.util.Optional;

/** What unused space still holds of values that were deleted. */
final class DeletedValues {
    private static final int MOST_BEHIND = 4_096;
    private static final int NARROW = 1;

    private final FreeSpace unused;
    private final ValueData data;
    private final OffsetSet given = new OffsetSet();

    DeletedValues(Hive hive, FreeSpace unused) {
        this.unused = unused;
        data = new ValueData(unused, hive.cells().pages(), hive.header().minor());
    }

    ValueData data() {
        return data;
    }

    /** A value at an offset, when it lies in unused space and looks like one. */
    Optional<KeyValue> at(int offset) {
        if (!unused.contains(offset)) {
            return Optional.empty();
        }
        try {
            HiveCells.Cell cell = unused.at(offset);
            KeyValue value = KeyValue.parse(offset, cell);
            boolean narrow = (cell.u16(16) & NARROW) != 0;
            boolean plausible = (cell.u16(16) & ~(NARROW | 2)) == 0
                    && (value.inline() ? value.size() <= Integer.BYTES : value.size() == 0 || (value.data() & 7) == 0)
                    && (!narrow || value.name().chars().allMatch(c -> c >= ' '));
            return plausible ? Optional.of(value) : Optional.empty();
        } catch (HiveException e) {
            return Optional.empty();
        }
    }

    /** Gives those whose offsets still stand behind the last one of their key's list. */
    void behind(ValueList list, HiveRows rows, HiveRows.RowStart start) throws StoppedException {
        long end = Math.min(list.room(), list.count() + MOST_BEHIND);
        for (long i = list.count(); i < end; i++) {
            give(offset(list, i), rows, start);
        }
    }

    /** Gives those of a deleted key; @return how many */
    int of(NamedKey key, HiveRows rows, HiveRows.RowStart start) throws StoppedException {
        int found = 0;
        try {
            HiveCells.Cell cell = unused.at(key.valueList());
            ValueList list = new ValueList(cell, Math.min(key.values(), cell.length() / Integer.BYTES));
            for (long i = 0; i < list.count(); i++) {
                found += give(offset(list, i), rows, start) ? 1 : 0;
            }
        } catch (HiveException e) {
            return found; // the list was overwritten
        }
        return found;
    }

    private boolean give(int offset, HiveRows rows, HiveRows.RowStart start) throws StoppedException {
        Optional<KeyValue> value = wasGiven(offset) ? Optional.empty() : at(offset);
        if (value.isPresent()) {
            given.add(offset);
            rows.formerValue(start, value.get(), data);
        }
        return value.isPresent();
    }

    boolean wasGiven(int offset) {
        return given.contains(offset);
    }

    private static int offset(ValueList list, long index) {
        try {
            return list.offset(index);
        } catch (HiveException e) {
            return HiveCells.NONE;
        }
    }
}
