package io.quarry.agent.collect.process;

import io.quarry.agent.collect.host.MalformedTextException;

/** The credentials of a process. */
public final class ProcStatusFuzz {
    private ProcStatusFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        try {
            ProcStatus.parse(data, data.length);
            ProcStatus.parseIds(data, data.length);
        } catch (MalformedTextException e) {
            // as documented
        }
    }
}
