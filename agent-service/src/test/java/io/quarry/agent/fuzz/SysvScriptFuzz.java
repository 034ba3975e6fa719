package io.quarry.agent.fuzz;

import io.quarry.agent.collect.service.ServiceParsers;

/** What a user of the host can put where services are looked for. */
public final class SysvScriptFuzz {
    private SysvScriptFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        ServiceParsers.script(data);
    }
}
