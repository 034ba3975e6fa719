package io.quarry.agent.collect.dns;

import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.KernelText;
import java.util.List;

/** Options of a dnsmasq that a user runs. */
public final class DnsmasqConfigFuzz {
    private DnsmasqConfigFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        try {
            DnsmasqConfig config = new DnsmasqConfig(new Nowhere());
            for (String line : KernelText.decode(data, 0, data.length).split("\n", -1)) {
                config.line(line);
                config.arguments(List.of(line.split(" ", -1)));
            }
        } catch (StoppedException e) {
            throw new IllegalStateException(e);
        }
    }
}
