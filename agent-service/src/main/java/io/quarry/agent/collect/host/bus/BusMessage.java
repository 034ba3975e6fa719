package io.quarry.agent.collect.host.bus;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** Head of a message: what it answers, and what its body is made of. Pure. */
record BusMessage(int type, long replyTo, @Nullable String error, String signature, ByteOrder order) {
    static final int METHOD_RETURN = 2;
    static final int ERROR = 3;
    /** Bytes that say how long the rest is. */
    static final int START = 16;

    /** What follows {@link #START}: fields, filled up to a multiple of 8, and the body. */
    record Lengths(int fields, int body) {}

    static Lengths lengths(byte[] start, int most) throws BusException {
        ByteBuffer buffer = ByteBuffer.wrap(start).order(order(start[0]));
        long body = Integer.toUnsignedLong(buffer.getInt(4));
        long fields = Integer.toUnsignedLong(buffer.getInt(12)) + 7 & ~7L;
        if (fields + body > most) {
            throw new BusException(
                    BusException.Reason.LIMIT, "an answer of " + (fields + body) + " bytes; at most " + most);
        }
        return new Lengths((int) fields, (int) body);
    }

    /** @param head {@link #START} and the fields */
    static BusMessage parse(byte[] head) throws BusException {
        ByteOrder order = order(head[0]);
        WireReader in = new WireReader(head, order);
        in.value("(yyyyuu)", 0, 0);
        int end = in.array('(');
        long replyTo = -1;
        String error = null;
        String signature = "";
        while (in.position() < end) {
            in.align(Long.BYTES);
            Object code = in.value("y", 0, 0);
            Object value = in.value("v", 0, 0);
            switch ((int) code) {
                case 4 -> error = value.toString();
                case 5 -> replyTo = value instanceof Long serial ? serial : -1;
                case 8 -> signature = checked(value.toString());
                default -> {} // sender, destination and what later versions add
            }
        }
        return new BusMessage(head[1], replyTo, error, signature, order);
    }

    boolean answers(int serial) {
        return (type == METHOD_RETURN || type == ERROR) && replyTo == serial;
    }

    private static String checked(String signature) throws BusException {
        for (int at = 0; at < signature.length(); ) {
            at = Signatures.end(signature, at);
        }
        return signature;
    }

    private static ByteOrder order(byte mark) throws BusException {
        if (mark != 'l' && mark != 'B') {
            throw BusException.malformed("byte order " + mark);
        }
        return mark == 'l' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    }
}
