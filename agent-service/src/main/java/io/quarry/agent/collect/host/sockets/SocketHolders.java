package io.quarry.agent.collect.host.sockets;

import java.util.Arrays;

/**
 * Which processes hold which sockets: eight bytes for each pair, so that a million of them are 8 MB. A process number has at
 * most 22 bits (PID_MAX_LIMIT of linux/threads.h), a socket's inode 32 in every kernel.
 */
public final class SocketHolders {
    private static final int PID_BITS = 22;
    private static final long PID_MASK = (1L << PID_BITS) - 1;
    private static final int FIRST = 1_024;

    private long[] pairs = new long[FIRST];
    private int size;
    private boolean sorted = true;

    /** Adds a pair; the same one again does nothing more. */
    public void add(long inode, int pid) {
        if (size == pairs.length) {
            pairs = Arrays.copyOf(pairs, size * 2);
        }
        pairs[size++] = inode << PID_BITS | pid & PID_MASK;
        sorted = false;
    }

    /** Processes that hold a socket, in the order of their numbers; empty when none is known to. */
    public int[] of(long inode) {
        sort();
        long first = inode << PID_BITS;
        int from = Arrays.binarySearch(pairs, 0, size, first);
        from = from < 0 ? -from - 1 : from;
        int to = from;
        while (to < size && pairs[to] >>> PID_BITS == inode) {
            to++;
        }
        int[] pids = new int[to - from];
        for (int i = from; i < to; i++) {
            pids[i - from] = (int) (pairs[i] & PID_MASK);
        }
        return pids;
    }

    private void sort() {
        if (sorted) {
            return;
        }
        Arrays.sort(pairs, 0, size);
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (i == 0 || pairs[i] != pairs[i - 1]) {
                pairs[kept++] = pairs[i];
            }
        }
        size = kept;
        sorted = true;
    }
}
