package io.quarry.agent.collect.dns;

/** A record from the wire: whoever answers a query chooses it. */
public final class WireRecordFuzz {
    private WireRecordFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        try {
            WireRecord.parse(data);
        } catch (DnsFormatException e) {
            // as documented
        }
    }
}
