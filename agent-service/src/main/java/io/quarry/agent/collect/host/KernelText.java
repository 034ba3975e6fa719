package io.quarry.agent.collect.host;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Names, paths and arguments are bytes to Linux. They become text as UTF-8; a byte that is none becomes {@code \xNN}, so
 * that nothing is lost and two different names stay different. Control characters stay: whoever shows them escapes them.
 */
public final class KernelText {
    private KernelText() {}

    public static String decode(byte[] bytes, int from, int end) {
        for (int i = from; i < end; i++) {
            if (bytes[i] < 0) {
                return decodeUtf8(bytes, from, end);
            }
        }
        return new String(bytes, from, end - from, StandardCharsets.ISO_8859_1); // ASCII only: the cheapest decoder
    }

    /** Splits what NUL bytes end: {@code "a\0\0b\0"} is a, an empty one, b. What the last NUL leaves over counts too. */
    public static List<String> split(byte[] bytes, int length) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < length; i++) {
            if (bytes[i] == 0) {
                parts.add(decode(bytes, start, i));
                start = i + 1;
            }
        }
        if (start < length) {
            parts.add(decode(bytes, start, length));
        }
        return parts;
    }

    private static String decodeUtf8(byte[] bytes, int from, int end) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes, from, end - from);
        CharBuffer part = CharBuffer.allocate(end - from);
        StringBuilder out = new StringBuilder(end - from + 8);
        while (true) {
            CoderResult result = decoder.decode(in, part, true);
            out.append(part.flip());
            part.clear();
            if (!result.isError()) {
                return out.toString();
            }
            for (int i = 0; i < result.length(); i++) {
                out.append(String.format("\\x%02x", in.get() & 0xff));
            }
            decoder.reset();
        }
    }
}
