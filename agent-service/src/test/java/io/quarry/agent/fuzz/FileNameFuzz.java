package io.quarry.agent.fuzz;

import io.quarry.agent.collect.directory.PathPattern;
import io.quarry.agent.collect.directory.PercentText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Names of files, any bytes, as text and against patterns: the first half of the input is the pattern. */
public final class FileNameFuzz {
    private static final int MOST_NAME = 255;

    private FileNameFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        PercentText text = PercentText.of(data, data.length);
        if (text.escaped() == Arrays.equals(text.text().getBytes(StandardCharsets.UTF_8), data)) {
            throw new AssertionError("escaped, or the same bytes: one of the two");
        }
        byte[] name = Arrays.copyOf(data, Math.min(data.length, MOST_NAME));
        try {
            PathPattern pattern = PathPattern.parse(new String(data, 0, data.length / 2, StandardCharsets.UTF_8));
            long states = pattern.start();
            for (int i = 0; i < 3; i++) {
                states = pattern.unfinished(pattern.step(states, name).all());
                pattern.isMatch(states);
            }
        } catch (IllegalArgumentException e) {
            // no absolute path
        }
    }
}
