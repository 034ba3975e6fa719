package io.quarry.agent.fuzz;

import io.quarry.agent.collect.arp.RoutingFuzz;
import io.quarry.agent.collect.host.sockets.SocketFuzz;

/** Datagrams of netlink: every parser of what is in them. */
public final class NetlinkReplyFuzz {
    private NetlinkReplyFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        SocketFuzz.netlink(data);
        RoutingFuzz.netlink(data);
    }
}
