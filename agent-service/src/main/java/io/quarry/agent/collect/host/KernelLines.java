package io.quarry.agent.collect.host;

import io.quarry.agent.collect.StoppedException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Reads a text of the kernel line by line, however long it is, in one buffer. */
public final class KernelLines {
    private static final int BLOCK = 1 << 16;

    private KernelLines() {}

    /** Takes the lines. */
    public interface Taker {
        /** @param end of the line, without its line feed; the array is used again for the next ones */
        void line(byte[] bytes, int from, int end) throws StoppedException;
    }

    /**
     * @return lines that were too long to be any of this kernel's, more than 64 KiB: those were passed over
     * @throws IOException when it can't be read on
     */
    public static int each(InputStream in, Taker taker) throws IOException, StoppedException {
        byte[] block = new byte[BLOCK];
        int kept = 0;
        int tooLong = 0;
        boolean skipping = false;
        for (int length = in.read(block, 0, BLOCK); length >= 0; length = in.read(block, kept, BLOCK - kept)) {
            int start = 0;
            for (int i = kept; i < kept + length; i++) {
                if (block[i] == '\n') {
                    if (!skipping) {
                        taker.line(block, start, i);
                    }
                    skipping = false;
                    start = i + 1;
                }
            }
            int rest = kept + length - start;
            if (rest == BLOCK) {
                tooLong += skipping ? 0 : 1;
                skipping = true;
                rest = 0;
            }
            System.arraycopy(block, start, block, 0, rest);
            kept = rest;
        }
        if (kept > 0 && !skipping) {
            taker.line(Arrays.copyOf(block, kept), 0, kept);
        }
        return tooLong;
    }
}
