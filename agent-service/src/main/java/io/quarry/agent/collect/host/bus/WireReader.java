package io.quarry.agent.collect.host.bus;

import io.quarry.agent.collect.host.KernelText;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads values as a message has them. Numbers below 32 bits and signed ones of 32 become {@link Integer}, the wider ones
 * {@link Long} (unsigned 64-bit ones as the same bits), text, paths and signatures {@link String}, {@code ay} a byte array,
 * other arrays and structures a {@link List}, dictionaries a {@link Map}, a variant what is in it.
 */
final class WireReader {
    /** A value costs some 40 bytes at most beside its text, so this is what a reader makes at once. */
    static final int MOST_VALUES = 400_000;

    private final byte[] bytes;
    private final ByteBuffer buffer;
    private int values;

    /** @param bytes whose first byte stands at a multiple of 8 in its message */
    WireReader(byte[] bytes, ByteOrder order) {
        this.bytes = bytes;
        buffer = ByteBuffer.wrap(bytes).order(order);
    }

    int position() {
        return buffer.position();
    }

    void align(int to) throws BusException {
        need(-buffer.position() & (to - 1));
        buffer.position(buffer.position() + (-buffer.position() & (to - 1)));
    }

    /** Allows for {@link #MOST_VALUES} more: what was read before is no longer held. */
    void forget() {
        values = 0;
    }

    /** Reads the length of an array and moves to its first element; @return where it ends */
    int array(char element) throws BusException {
        long length = Integer.toUnsignedLong(fixed(Integer.BYTES).getInt());
        align(Signatures.alignment(element));
        if (length > buffer.remaining()) {
            throw BusException.malformed("an array of " + length + " bytes where " + buffer.remaining() + " are left");
        }
        return buffer.position() + (int) length;
    }

    Object value(String signature, int at, int depth) throws BusException {
        if (depth > Signatures.DEPTH) {
            throw BusException.malformed("containers in each other more than " + Signatures.DEPTH + " deep");
        }
        if (++values > MOST_VALUES) {
            throw new BusException(BusException.Reason.LIMIT, "more than " + MOST_VALUES + " values at once");
        }
        return switch (signature.charAt(at)) {
            case 'y' -> Byte.toUnsignedInt(fixed(1).get());
            case 'b' -> fixed(Integer.BYTES).getInt() != 0;
            case 'n' -> (int) fixed(Short.BYTES).getShort();
            case 'q' -> Short.toUnsignedInt(fixed(Short.BYTES).getShort());
            case 'i' -> fixed(Integer.BYTES).getInt();
            case 'u', 'h' -> Integer.toUnsignedLong(fixed(Integer.BYTES).getInt());
            case 'x', 't' -> fixed(Long.BYTES).getLong();
            case 'd' -> fixed(Long.BYTES).getDouble();
            case 's', 'o' -> text(fixed(Integer.BYTES).getInt());
            case 'g' -> signature();
            case 'v' -> variant(depth);
            case '(' -> structure(signature, at, depth);
            case 'a' -> elements(signature, at, depth);
            default -> throw BusException.malformed("no type '" + signature.charAt(at) + "'");
        };
    }

    /** Reads a signature, which is checked; @return any number of complete types */
    String signature() throws BusException {
        String signature = text(Byte.toUnsignedInt(fixed(1).get()));
        for (int at = 0; at < signature.length(); ) {
            at = Signatures.end(signature, at);
        }
        return signature;
    }

    private Object variant(int depth) throws BusException {
        String signature = signature();
        if (signature.isEmpty() || Signatures.end(signature, 0) != signature.length()) {
            throw BusException.malformed("a variant of several types: " + signature);
        }
        return value(signature, 0, depth + 1);
    }

    private List<Object> structure(String signature, int at, int depth) throws BusException {
        align(Long.BYTES);
        List<Object> fields = new ArrayList<>();
        for (int field = at + 1; signature.charAt(field) != ')'; field = Signatures.end(signature, field)) {
            fields.add(value(signature, field, depth + 1));
        }
        return fields;
    }

    private Object elements(String signature, int at, int depth) throws BusException {
        char element = signature.charAt(at + 1);
        int end = array(element);
        if (element == 'y') {
            byte[] raw = new byte[end - buffer.position()];
            buffer.get(raw);
            return raw;
        }
        if (element == '{') {
            return entries(signature, at + 2, end, depth);
        }
        List<Object> elements = new ArrayList<>(0);
        while (buffer.position() < end) {
            elements.add(value(signature, at + 1, depth + 1));
        }
        return elements;
    }

    private Map<Object, Object> entries(String signature, int key, int end, int depth) throws BusException {
        Map<Object, Object> entries = new LinkedHashMap<>(0);
        while (buffer.position() < end) {
            align(Long.BYTES);
            Object name = value(signature, key, depth + 1);
            entries.put(name, value(signature, key + 1, depth + 1));
        }
        return entries;
    }

    private String text(int length) throws BusException {
        need(length < 0 ? Long.MAX_VALUE : length + 1L); // a NUL follows
        int start = buffer.position();
        buffer.position(start + length + 1);
        return KernelText.decode(bytes, start, start + length);
    }

    private ByteBuffer fixed(int size) throws BusException {
        align(size);
        need(size);
        return buffer;
    }

    private void need(long count) throws BusException {
        if (count > buffer.remaining()) {
            throw BusException.malformed("message ends at byte " + buffer.limit() + " within a value");
        }
    }
}
