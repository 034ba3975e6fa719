package io.quarry.agent.collect.registry;

/** The checksum of log entries since Windows 8.1: Marvin32 with the seed that the registry uses, both halves as 64 bits. */
final class Marvin32 {
    private static final int SEED_LOW = 0x7a4e_55c5;
    private static final int SEED_HIGH = 0x82ef_4d88;

    private int low = SEED_LOW;
    private int high = SEED_HIGH;
    private int pending;
    private int count;

    void update(byte[] bytes, int from, int end) {
        for (int i = from; i < end; i++) {
            pending |= (bytes[i] & 0xff) << (count * Byte.SIZE);
            if (++count == Integer.BYTES) {
                mix(pending);
                pending = 0;
                count = 0;
            }
        }
    }

    long digest() {
        mix(pending | 0x80 << (count * Byte.SIZE));
        mix(0);
        return (long) high << Integer.SIZE | low & 0xffff_ffffL;
    }

    private void mix(int value) {
        low += value;
        high ^= low;
        low = Integer.rotateLeft(low, 20) + high;
        high = Integer.rotateLeft(high, 9) ^ low;
        low = Integer.rotateLeft(low, 27) + high;
        high = Integer.rotateLeft(high, 19);
    }
}
