package io.quarry.agent.fuzz;

import io.quarry.agent.collect.process.ProcessParsers;

/** Files of {@code /proc/<pid>}. */
public final class ProcessTextFuzz {
    private ProcessTextFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        ProcessParsers.ofProcess(data);
    }
}
