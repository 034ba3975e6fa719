package io.quarry.agent.collect.dns;

import io.quarry.agent.collect.StoppedException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Reads text line by line in bounded memory, however long it is. */
final class Lines {
    /** Bytes of a line that are looked at; more is no line that a resolver writes. */
    static final int LONGEST = 1 << 18;

    private static final int BUFFER = 1 << 14;

    private Lines() {}

    /** Takes lines, without their ends. */
    interface Taker {
        /** @param cut the line was longer, its end is not here */
        void line(byte[] bytes, int length, long number, boolean cut) throws StoppedException, IOException;
    }

    static void read(InputStream in, Taker taker) throws IOException, StoppedException {
        byte[] buffer = new byte[BUFFER];
        byte[] line = new byte[BUFFER];
        int length = 0;
        boolean cut = false;
        long number = 1;
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            for (int i = 0; i < n; i++) {
                if (buffer[i] == '\n') {
                    taker.line(line, length, number++, cut);
                    length = 0;
                    cut = false;
                } else if (length == LONGEST) {
                    cut = true;
                } else {
                    if (length == line.length) {
                        line = Arrays.copyOf(line, length * 2);
                    }
                    line[length++] = buffer[i];
                }
            }
        }
        if (length > 0) {
            taker.line(line, length, number, cut);
        }
    }
}
