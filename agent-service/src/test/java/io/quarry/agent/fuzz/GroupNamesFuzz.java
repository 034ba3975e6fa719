package io.quarry.agent.fuzz;

import io.quarry.agent.collect.host.GroupNames;

/** The group file of a host or container. */
public final class GroupNamesFuzz {
    private GroupNamesFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        GroupNames.parse(data).find(0);
    }
}
