package io.quarry.agent.collect.host.packages;

import java.util.Random;
import java.util.function.IntConsumer;

/**
 * Numbers by path, for many paths in little memory: it keeps a 64-bit hash of each path and not the path itself, 12 bytes
 * at a load of one to three quarters. The hash is seeded anew each time, so nobody can make up two paths with the same one.
 */
final class PathIndex {
    /** Twice what a large desktop has; takes 24 MiB. */
    static final int MOST = (1 << 21) / 4 * 3;

    private static final long MULTIPLIER = 0x9E37_79B9_7F4A_7C15L;
    private static final int FIRST_SIZE = 1 << 12;

    private final long seed;
    private long[] hashes = new long[FIRST_SIZE];
    private int[] numbers = new int[FIRST_SIZE];
    private int size;

    PathIndex() {
        this(new Random().nextLong());
    }

    PathIndex(long seed) {
        this.seed = seed;
    }

    /** @param number from 0; @return false when it is full */
    boolean add(String path, int number) {
        if (size == MOST) {
            return false;
        }
        if (size >= hashes.length / 4 * 3) {
            grow();
        }
        put(hash(path), number);
        size++;
        return true;
    }

    int size() {
        return size;
    }

    /** Hands over each number that was added for a path. */
    void find(String path, IntConsumer number) {
        long hash = hash(path);
        int mask = hashes.length - 1;
        for (int slot = (int) hash & mask; hashes[slot] != 0; slot = slot + 1 & mask) {
            if (hashes[slot] == hash) {
                number.accept(numbers[slot]);
            }
        }
    }

    private void put(long hash, int number) {
        int mask = hashes.length - 1;
        int slot = (int) hash & mask;
        while (hashes[slot] != 0) {
            slot = slot + 1 & mask;
        }
        hashes[slot] = hash;
        numbers[slot] = number;
    }

    private void grow() {
        long[] oldHashes = hashes;
        int[] oldNumbers = numbers;
        hashes = new long[oldHashes.length * 2];
        numbers = new int[oldNumbers.length * 2];
        for (int i = 0; i < oldHashes.length; i++) {
            if (oldHashes[i] != 0) {
                put(oldHashes[i], oldNumbers[i]);
            }
        }
    }

    private long hash(String path) {
        long hash = seed;
        for (int i = 0; i < path.length(); i++) {
            hash = (hash ^ path.charAt(i)) * MULTIPLIER;
            hash ^= hash >>> 29;
        }
        hash = (hash ^ seed) * MULTIPLIER;
        hash ^= hash >>> 32;
        return hash == 0 ? 1 : hash; // 0 is an empty slot
    }
}
