package io.quarry.agent.fuzz;

import io.quarry.agent.collect.host.bus.BusException;
import io.quarry.agent.collect.host.bus.BusReply;

/** Answers of a bus that a user runs. */
public final class BusReplyFuzz {
    private BusReplyFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        try {
            BusReply reply = BusReply.parse(data);
            reply.values();
            reply.eachRow(row -> row.text(0));
        } catch (BusException e) {
            // the one it may throw
        }
    }
}
