package io.quarry.agent.collect;

import java.nio.charset.StandardCharsets;

/** What a kernel wrote, as bytes. */
public final class Captured {
    private Captured() {}

    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Characters up to U+00FF as the bytes of the same number: for text that is no UTF-8. */
    public static byte[] raw(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
