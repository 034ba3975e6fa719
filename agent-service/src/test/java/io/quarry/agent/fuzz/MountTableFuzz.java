package io.quarry.agent.fuzz;

import io.quarry.agent.collect.directory.MountTable;

/** Mountinfo: users choose the names of what they mount by FUSE or in namespaces of their own. */
public final class MountTableFuzz {
    private MountTableFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        MountTable table = MountTable.parse(data, data.length);
        table.find(1, 1);
        table.isEmpty();
    }
}
