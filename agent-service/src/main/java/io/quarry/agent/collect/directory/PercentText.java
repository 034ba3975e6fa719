package io.quarry.agent.collect.directory;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * A name as text: UTF-8, and {@code %NN} for each byte that is none. A percent sign of the name's own stays as it is, so
 * only the mark tells the two apart.
 *
 * @param escaped whether there is such a byte
 */
public record PercentText(String text, boolean escaped) {
    private static final String DIGITS = "0123456789ABCDEF";

    /** @param bytes of which the first {@code length} count */
    public static PercentText of(byte[] bytes, int length) {
        for (int i = 0; i < length; i++) {
            if (bytes[i] < 0) {
                return decode(bytes, length);
            }
        }
        return new PercentText(new String(bytes, 0, length, StandardCharsets.ISO_8859_1), false);
    }

    private static PercentText decode(byte[] bytes, int length) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes, 0, length);
        CharBuffer part = CharBuffer.allocate(length);
        StringBuilder out = new StringBuilder(length + 2);
        boolean escaped = false;
        while (true) {
            CoderResult result = decoder.decode(in, part, true);
            out.append(part.flip());
            part.clear();
            if (!result.isError()) {
                return new PercentText(out.toString(), escaped);
            }
            escaped = true;
            for (int i = 0; i < result.length(); i++) {
                byte wrong = in.get();
                out.append('%').append(DIGITS.charAt(wrong >> 4 & 0xf)).append(DIGITS.charAt(wrong & 0xf));
            }
            decoder.reset();
        }
    }
}
