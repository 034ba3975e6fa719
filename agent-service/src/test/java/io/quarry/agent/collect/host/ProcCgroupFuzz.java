package io.quarry.agent.collect.host;

/** The control groups of a process, whose names its user may choose. */
public final class ProcCgroupFuzz {
    private ProcCgroupFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        try {
            ProcCgroup.parse(data, data.length);
        } catch (MalformedTextException e) {
            // as documented
        }
    }
}
