package io.quarry.agent.collect.host.bus;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** An answer. Its values are made when they are asked for. */
public final class BusReply {
    private final String signature;
    private final byte[] body;
    private final ByteOrder order;

    /**
     * Takes rows of an answer.
     *
     * @param <E> what handling them may throw
     */
    public interface Rows<E extends Exception> {
        void accept(BusRow row) throws E, BusException;
    }

    BusReply(String signature, byte[] body, ByteOrder order) {
        this.signature = signature;
        this.body = body;
        this.order = order;
    }

    /** Reads an answer that was captured whole. */
    public static BusReply parse(byte[] message) throws BusException {
        if (message.length < BusMessage.START) {
            throw BusException.malformed("no whole message");
        }
        BusMessage.Lengths lengths = BusMessage.lengths(message, message.length - BusMessage.START);
        int body = BusMessage.START + lengths.fields();
        BusMessage head = BusMessage.parse(Arrays.copyOf(message, body));
        return new BusReply(head.signature(), Arrays.copyOfRange(message, body, body + lengths.body()), head.order());
    }

    /** All values. */
    public BusRow values() throws BusException {
        WireReader in = new WireReader(body, order);
        List<Object> values = new ArrayList<>();
        for (int at = 0; at < signature.length(); at = Signatures.end(signature, at)) {
            values.add(in.value(signature, at, 0));
        }
        return new BusRow(values);
    }

    /** The structures of an array, one at a time, where the answer is one: {@code ListUnits} and the like. */
    public <E extends Exception> void eachRow(Rows<E> rows) throws E, BusException {
        if (!signature.startsWith("a(")) {
            throw BusException.malformed("the answer is no array of structures but " + signature);
        }
        WireReader in = new WireReader(body, order);
        int end = in.array('(');
        while (in.position() < end) {
            in.forget();
            rows.accept(Answers.row(in.value(signature, 1, 0)));
        }
    }

    BusProperties properties() throws BusException {
        List<?> values = values().fields();
        if (values.size() != 1 || !(values.get(0) instanceof Map<?, ?> map)) {
            throw BusException.malformed("the answer is no dictionary but " + signature);
        }
        return new BusProperties(map);
    }
}
