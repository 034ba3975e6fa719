package io.quarry.agent.fuzz;

import io.quarry.agent.collect.process.ProcessParsers;

/** Files of {@code /proc} that tell of descriptors, locks, keys and semaphores. */
public final class HandleTextFuzz {
    private HandleTextFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        ProcessParsers.ofHandles(data);
    }
}
