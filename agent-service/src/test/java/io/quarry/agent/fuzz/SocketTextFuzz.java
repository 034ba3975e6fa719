package io.quarry.agent.fuzz;

import io.quarry.agent.collect.host.sockets.SocketInputs;

/** Files of {@code /proc/net}, in which a unix socket's name is what its owner likes, and the list of mounts. */
public final class SocketTextFuzz {
    private SocketTextFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        SocketInputs.text(data);
    }
}
