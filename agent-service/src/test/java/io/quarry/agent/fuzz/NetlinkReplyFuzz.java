package io.quarry.agent.fuzz;

import io.quarry.agent.collect.arp.RoutingInputs;
import io.quarry.agent.collect.host.sockets.SocketInputs;

/** Datagrams of netlink: every parser of what is in them. */
public final class NetlinkReplyFuzz {
    private NetlinkReplyFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        SocketInputs.netlink(data);
        RoutingInputs.netlink(data);
    }
}
