package io.quarry.agent.collect.dns;

/** A line of a hosts file. */
public final class HostsFileFuzz {
    private HostsFileFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        try {
            HostsFile.parse(data, 0, data.length);
        } catch (DnsFormatException e) {
            // as documented
        }
    }
}
