package io.quarry.agent.collect.dns;

import io.quarry.agent.collect.StoppedException;

/** The database of nscd, which answers from the network fill. */
public final class NscdHostsFuzz {
    private NscdHostsFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        try {
            new NscdHosts(new NscdBytesOf(data), 1, new Nowhere(), complaint -> {}).read();
        } catch (DnsFormatException e) {
            // as documented
        } catch (StoppedException e) {
            throw new IllegalStateException(e);
        }
    }
}
