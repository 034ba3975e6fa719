package io.quarry.agent.collect.dns;

import io.quarry.agent.collect.StoppedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/** The answer of whoever listens on the resolver's socket. */
public final class ResolvedDumpFuzz {
    private ResolvedDumpFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        try {
            ResolvedDump.read(new ByteArrayInputStream(data), 1, new Nowhere());
        } catch (DnsFormatException e) {
            // as documented
        } catch (IOException | StoppedException e) {
            throw new IllegalStateException(e);
        }
    }
}
