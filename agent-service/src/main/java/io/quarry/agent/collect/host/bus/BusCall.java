package io.quarry.agent.collect.host.bus;

import java.util.List;

/**
 * A question: a method call that expects an answer.
 *
 * @param destination name on the bus of who is asked
 * @param path object
 * @param type its interface
 * @param method of that
 * @param arguments {@link String}, {@link Integer}, {@link Boolean} or {@code List<String>}
 */
public record BusCall(String destination, String path, String type, String method, List<Object> arguments) {
    private static final int METHOD_CALL = 1;
    private static final int NO_AUTO_START = 2; // reading must not start a service
    private static final int PROTOCOL = 1;

    public static BusCall of(String destination, String path, String type, String method, Object... arguments) {
        return new BusCall(destination, path, type, method, List.of(arguments));
    }

    byte[] encode(int serial) {
        WireWriter body = new WireWriter();
        arguments.forEach(body::argument);
        WireWriter fields = new WireWriter();
        field(fields, 1, "o", path);
        field(fields, 2, "s", type);
        field(fields, 3, "s", method);
        field(fields, 6, "s", destination);
        if (!arguments.isEmpty()) {
            fields.align(Long.BYTES).octet(8).signature("g").signature(signature());
        }
        return new WireWriter()
                .octet('l')
                .octet(METHOD_CALL)
                .octet(NO_AUTO_START)
                .octet(PROTOCOL)
                .word(body.bytes().length)
                .word(serial)
                .word(fields.bytes().length)
                .raw(fields.bytes())
                .align(Long.BYTES)
                .raw(body.bytes())
                .bytes();
    }

    private static void field(WireWriter fields, int code, String signature, String value) {
        fields.align(Long.BYTES).octet(code).signature(signature).text(value);
    }

    private String signature() {
        StringBuilder signature = new StringBuilder();
        for (Object argument : arguments) {
            signature.append(
                    argument instanceof String
                            ? "s"
                            : argument instanceof Boolean ? "b" : argument instanceof Integer ? "i" : "as");
        }
        return signature.toString();
    }
}
