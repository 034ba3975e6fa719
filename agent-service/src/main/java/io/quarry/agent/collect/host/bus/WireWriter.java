package io.quarry.agent.collect.host.bus;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes the few types that questions are made of, little-endian. */
final class WireWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    WireWriter align(int to) {
        while (out.size() % to != 0) {
            out.write(0);
        }
        return this;
    }

    WireWriter octet(int value) {
        out.write(value);
        return this;
    }

    WireWriter word(int value) {
        align(Integer.BYTES);
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array());
        return this;
    }

    WireWriter text(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        word(bytes.length).raw(bytes);
        return octet(0);
    }

    WireWriter signature(String value) {
        octet(value.length()).raw(value.getBytes(StandardCharsets.US_ASCII));
        return octet(0);
    }

    WireWriter raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    /** An argument of a question: text, a number of 32 bits, a truth value or a list of texts. */
    WireWriter argument(Object value) {
        if (value instanceof String text) {
            return text(text);
        }
        if (value instanceof Boolean flag) {
            return word(flag ? 1 : 0);
        }
        if (value instanceof Integer number) {
            return word(number);
        }
        if (value instanceof List<?> list) {
            WireWriter elements = new WireWriter(); // aligned alike: both stand at a multiple of 4
            list.forEach(element -> elements.text((String) element));
            return word(elements.bytes().length).raw(elements.bytes());
        }
        throw new IllegalArgumentException("no argument of " + value.getClass());
    }

    byte[] bytes() {
        return out.toByteArray();
    }
}
