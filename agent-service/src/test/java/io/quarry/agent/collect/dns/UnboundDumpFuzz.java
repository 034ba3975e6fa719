package io.quarry.agent.collect.dns;

import io.quarry.agent.collect.StoppedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/** The dump of whoever listens on the control socket. */
public final class UnboundDumpFuzz {
    private UnboundDumpFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        UnboundDump dump = new UnboundDump();
        try {
            Lines.read(new ByteArrayInputStream(data), (bytes, length, number, cut) -> line(dump, bytes, length));
        } catch (IOException | StoppedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void line(UnboundDump dump, byte[] bytes, int length) {
        try {
            dump.line(bytes, length);
        } catch (DnsFormatException e) {
            // as documented
        }
    }
}
