package io.quarry.agent.collect.registry;

import io.quarry.agent.collect.host.windows.SddlRights;
import io.quarry.agent.collect.host.windows.SecurityText;

/** Security descriptors. */
public final class SecurityTextFuzz {
    private SecurityTextFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        try {
            SecurityText.of(data, SddlRights.KEY);
            SecurityText.access(data);
        } catch (IllegalArgumentException e) {
            // as documented
        }
        SecurityText.trustees(data);
    }
}
