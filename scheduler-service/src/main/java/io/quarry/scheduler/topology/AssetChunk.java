package io.quarry.scheduler.topology;

import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Asset ids that share their first byte, as one sorted block of 16 bytes each: what a run's store entry holds. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record AssetChunk(byte[] block) {
    static final int COUNT = 256;
    static final AssetChunk EMPTY = new AssetChunk(new byte[0]);

    private static final int LENGTH = 16;
    private static final HexFormat HEX = HexFormat.of();

    /** Which chunk an id belongs to, 0 to 255. */
    static int of(String assetId) {
        return HexFormat.fromHexDigits(assetId, 0, 2);
    }

    boolean contains(String assetId) {
        byte[] id = HEX.parseHex(assetId);
        int low = 0;
        int high = size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int at = middle * LENGTH;
            int order = Arrays.compareUnsigned(block, at, at + LENGTH, id, 0, LENGTH);
            if (order == 0) {
                return true;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return false;
    }

    AssetChunk plus(Collection<String> assetIds) {
        TreeSet<byte[]> all = new TreeSet<>(Arrays::compareUnsigned);
        IntStream.range(0, size()).forEach(i -> all.add(Arrays.copyOfRange(block, i * LENGTH, i * LENGTH + LENGTH)));
        assetIds.forEach(id -> all.add(HEX.parseHex(id)));
        byte[] merged = new byte[all.size() * LENGTH];
        int at = 0;
        for (byte[] id : all) {
            System.arraycopy(id, 0, merged, at, LENGTH);
            at += LENGTH;
        }
        return new AssetChunk(merged);
    }

    List<String> assetIds() {
        return IntStream.range(0, size())
                .mapToObj(i -> HEX.formatHex(block, i * LENGTH, i * LENGTH + LENGTH))
                .toList();
    }

    private int size() {
        return block.length / LENGTH;
    }
}
