package io.quarry.agent.collect.process;

import io.quarry.agent.collect.host.MalformedTextException;

/** The kernel's numbers of a process, whose name the process chooses. */
public final class ProcStatFuzz {
    private ProcStatFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        try {
            ProcStat.parse(data, data.length);
        } catch (MalformedTextException e) {
            // as documented
        }
    }
}
