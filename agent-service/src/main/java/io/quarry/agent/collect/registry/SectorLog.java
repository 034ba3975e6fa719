package io.quarry.agent.collect.registry;

import java.io.IOException;

/**
 * The log of Windows up to 8: base block, then {@code DIRT} and a bitmap with a bit for each sector of 512 bytes of hive bins,
 * then, from the next sector on, the sectors whose bit is set, in their order.
 */
final class SectorLog {
    private static final int SECTOR = 512;
    private static final int SIGNATURE = 0x5452_4944; // DIRT
    private static final int HIVE_BINS = 4096;
    private static final int MOST_RUNS = 1 << 16;
    private static final int BLOCK = 1 << 13;

    private SectorLog() {}

    /** @param dataLength bytes of hive bins, as the log's header says */
    static RecoveredPages read(HiveSource log, long dataLength) throws IOException, HiveException {
        byte[] signature = log.part(SECTOR, Integer.BYTES);
        if (signature.length < Integer.BYTES || EntryLog.i32(signature, 0) != SIGNATURE) {
            throw HiveException.malformed("the signature DIRT expected", SECTOR);
        }
        long sectors = dataLength / SECTOR;
        long bitmapEnd = SECTOR + Integer.BYTES + (sectors + Byte.SIZE - 1) / Byte.SIZE;
        long from = (bitmapEnd + SECTOR - 1) / SECTOR * SECTOR;
        RecoveredPages pages = new RecoveredPages(log);
        for (long sector = 0; sector < sectors; ) {
            byte[] bitmap = log.part(SECTOR + Integer.BYTES + sector / Byte.SIZE, BLOCK);
            long stop = Math.min(sectors, sector + (long) bitmap.length * Byte.SIZE);
            if (stop == sector) {
                throw HiveException.malformed("a longer bitmap expected", SECTOR + sector / Byte.SIZE);
            }
            from = runs(bitmap, sector, stop, from, pages);
            sector = stop;
        }
        if (from > log.length()) {
            throw HiveException.malformed("sectors up to byte " + from + " expected, the log ends", log.length());
        }
        return pages;
    }

    private static long runs(byte[] bitmap, long first, long stop, long from, RecoveredPages pages)
            throws HiveException {
        long at = from;
        for (long sector = first; sector < stop; sector++) {
            long start = sector;
            while (sector < stop && isSet(bitmap, (int) (sector - first))) {
                sector++;
            }
            if (sector > start) {
                int length = (int) (sector - start) * SECTOR;
                pages.add(HIVE_BINS + start * SECTOR, at, length);
                at += length;
            }
            if (pages.size() > MOST_RUNS) {
                throw HiveException.malformed("fewer than " + MOST_RUNS + " runs of dirty sectors expected", SECTOR);
            }
        }
        return at;
    }

    private static boolean isSet(byte[] bitmap, int bit) {
        return (bitmap[bit / Byte.SIZE] >>> (bit % Byte.SIZE) & 1) != 0;
    }
}
