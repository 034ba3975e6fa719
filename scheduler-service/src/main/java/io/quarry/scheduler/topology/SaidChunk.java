package io.quarry.scheduler.topology;

import io.quarry.scheduler.plan.Tally;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * What assets whose ids share their first byte said about a run. In the store it is one sorted block of 17 bytes each: 16 of
 * the id, and the one of {@link Tally}.
 */
final class SaidChunk {
    private static final int ID = 16;
    private static final int LENGTH = ID + 1;
    private static final HexFormat HEX = HexFormat.of();

    private final TreeMap<byte[], Byte> said = new TreeMap<>(Arrays::compareUnsigned);

    static SaidChunk empty() {
        return new SaidChunk();
    }

    static SaidChunk of(byte[] block) {
        SaidChunk chunk = new SaidChunk();
        for (int at = 0; at < block.length; at += LENGTH) {
            chunk.said.put(Arrays.copyOfRange(block, at, at + ID), block[at + ID]);
        }
        return chunk;
    }

    byte get(String assetId) {
        return said.getOrDefault(HEX.parseHex(assetId), Tally.NOTHING);
    }

    void put(String assetId, byte what) {
        said.put(HEX.parseHex(assetId), what);
    }

    byte[] block() {
        byte[] block = new byte[said.size() * LENGTH];
        int at = 0;
        for (Map.Entry<byte[], Byte> entry : said.entrySet()) {
            System.arraycopy(entry.getKey(), 0, block, at, ID);
            block[at + ID] = entry.getValue();
            at += LENGTH;
        }
        return block;
    }
}
