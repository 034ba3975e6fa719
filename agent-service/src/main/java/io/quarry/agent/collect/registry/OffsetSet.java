package io.quarry.agent.collect.registry;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * Offsets of cells in a hive: multiples of eight below 2 GB. Grows with how many there are and not with where they lie: a
 * plain set of bits takes 32 MB for the last one alone.
 */
final class OffsetSet {
    private static final int EIGHTHS = 3;
    private static final int PAGE_BITS = 12;
    private static final int PAGE = 1 << PAGE_BITS;

    private final Map<Integer, BitSet> pages = new HashMap<>();

    /** @return whether it was not in it before */
    boolean add(int offset) {
        int slot = offset >>> EIGHTHS;
        BitSet page = pages.computeIfAbsent(slot >>> PAGE_BITS, number -> new BitSet());
        boolean added = !page.get(slot & PAGE - 1);
        page.set(slot & PAGE - 1);
        return added;
    }

    boolean contains(int offset) {
        int slot = offset >>> EIGHTHS;
        BitSet page = pages.get(slot >>> PAGE_BITS);
        return page != null && page.get(slot & PAGE - 1);
    }

    void clear() {
        pages.clear();
    }
}
