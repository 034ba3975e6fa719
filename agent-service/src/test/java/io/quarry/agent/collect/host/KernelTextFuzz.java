package io.quarry.agent.collect.host;

import java.util.List;

/** Names that are bytes. */
public final class KernelTextFuzz {
    private KernelTextFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        String text = KernelText.decode(data, 0, data.length);
        List<String> parts = KernelText.split(data, data.length);
        if (text.length() > data.length * 4 || parts.size() > data.length) {
            throw new IllegalStateException("more came out than went in");
        }
    }
}
