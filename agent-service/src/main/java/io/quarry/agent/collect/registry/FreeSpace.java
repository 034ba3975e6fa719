package io.quarry.agent.collect.registry;

import io.quarry.agent.collect.StoppedException;
import io.quarry.model.ProblemReason;
import java.util.Arrays;

/**
 * The unused cells of a hive, and what they still hold of deleted keys and values. Windows frees a cell by the sign of its length
 * alone and joins it with free neighbours, so that former cells lie anywhere within.
 */
final class FreeSpace implements ValueData.Cells {
    private static final int MOST = 1 << 20; // ranges: 8 MB
    private static final int BIN = 0x6e69_6268; // hbin
    private static final int BIN_HEADER = 32;
    private static final int PAGE = 4096;
    private static final int UNIT = 8;

    private final Hive hive;
    private final HivePages pages;
    private int[] starts = new int[256]; // offsets, in units
    private int[] ends = new int[256];
    private int count;

    private FreeSpace(Hive hive) {
        this.hive = hive;
        pages = hive.cells().pages();
    }

    /** Reads through all bins, once. */
    static FreeSpace scan(Hive hive) throws StoppedException {
        FreeSpace space = new FreeSpace(hive);
        space.bins((from, to, inUse) -> inUse || space.add(from, to));
        return space;
    }

    /** Calls for each cell in use that holds a key. */
    void keysInUse(Candidate candidate) throws StoppedException {
        bins((from, to, inUse) -> {
            if (inUse && pages.u16(from + Integer.BYTES) == NamedKey.SIGNATURE) {
                candidate.at((int) (from - HiveCells.HIVE_BINS));
            }
            return true;
        });
    }

    private interface CellVisitor {
        /** @return whether to go on */
        boolean cell(long from, long to, boolean inUse) throws HiveException, StoppedException;
    }

    private void bins(CellVisitor visitor) throws StoppedException {
        long end = Math.min(pages.length(), HiveCells.HIVE_BINS + hive.dataLength());
        try {
            for (long at = HiveCells.HIVE_BINS; at + BIN_HEADER <= end; ) {
                hive.sink().checkpoint();
                at = bin(at, end, visitor);
            }
        } catch (HiveException e) {
            hive.problems().damage(e);
        }
    }

    private long bin(long at, long end, CellVisitor visitor) throws HiveException, StoppedException {
        long size = pages.i32(at + 8) & 0xffff_ffffL;
        if (pages.i32(at) != BIN || size < PAGE || size % PAGE != 0) {
            hive.problems().damage(HiveException.malformed("a bin (hbin) expected", at));
            return at + PAGE;
        }
        long stop = Math.min(at + size, end);
        long cell = at + BIN_HEADER;
        while (cell + UNIT <= stop) {
            int length = pages.i32(cell);
            long bytes = Math.abs((long) length);
            if (bytes < UNIT || bytes % UNIT != 0 || cell + bytes > at + size) {
                hive.problems()
                        .damage(HiveException.malformed("a cell of " + bytes + " bytes does not fit its bin", cell));
                break;
            }
            if (!visitor.cell(cell, Math.min(cell + bytes, stop), length < 0)) {
                return end;
            }
            cell += bytes;
        }
        return at + size;
    }

    private boolean add(long from, long to) {
        if (count == MOST) {
            hive.problems()
                    .add(
                            ProblemReason.LIMIT,
                            "more than " + MOST + " unused cells: deleted keys are looked for in these");
            return false;
        }
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, count * 2);
            ends = Arrays.copyOf(ends, count * 2);
        }
        starts[count] = (int) (from - HiveCells.HIVE_BINS >>> 3);
        ends[count++] = (int) (to - HiveCells.HIVE_BINS >>> 3);
        return true;
    }

    /** Calls for each place where a former cell may begin whose contents begin with a signature. */
    void candidates(int signature, Candidate candidate) throws StoppedException {
        for (int i = 0; i < count; i++) {
            hive.sink().checkpoint();
            for (int unit = starts[i]; unit < ends[i]; unit++) {
                int offset = unit << 3;
                try {
                    if (pages.u16(HiveCells.position(offset) + Integer.BYTES) == signature) {
                        candidate.at(offset);
                    }
                } catch (HiveException e) {
                    break; // what is unused is not missed
                }
            }
        }
    }

    /** Takes offsets. */
    interface Candidate {
        void at(int offset) throws StoppedException;
    }

    /** Where the unused range ends that an offset lies in, in units; 0 when it lies in none. */
    private int endOf(int offset) {
        int unit = offset >>> 3;
        int found = Arrays.binarySearch(starts, 0, count, unit);
        int range = found >= 0 ? found : -found - 2;
        return range >= 0 && unit < ends[range] ? ends[range] : 0;
    }

    /** A former cell, all of which is unused now. Where its length was overwritten, all up to the end of the range. */
    @Override
    public HiveCells.Cell at(int offset) throws HiveException {
        long position = HiveCells.position(offset);
        long end = endOf(offset);
        if ((offset & UNIT - 1) != 0 || end == 0) {
            throw HiveException.malformed("overwritten: what lies there is used by others,", position);
        }
        long room = (end << 3) + HiveCells.HIVE_BINS - position;
        long size = Math.abs((long) pages.i32(position));
        long length = size >= UNIT && size <= room ? size : room;
        return new HiveCells.Cell(pages, position + Integer.BYTES, length - Integer.BYTES);
    }

    /** Whether an offset lies in unused space. */
    boolean contains(int offset) {
        return offset != HiveCells.NONE && endOf(offset) != 0;
    }
}
