package io.quarry.agent.collect.host.sockets;

import io.quarry.model.Connection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A socket as the kernel lists it.
 *
 * @param localAddress address, for a unix socket its path; null when it has none
 * @param localPort null when it has none; of a raw socket the IP protocol, of a ping socket the identifier
 * @param remoteAddress null when it is not connected
 * @param remotePort null when it is not connected
 * @param state by its RFC 9293 name; null for protocols without states
 * @param inode 0 when no file stands for it: waiting out its time, not accepted yet, or closed by its process
 * @param uid of the owner, null when the kernel keeps none
 * @param interfaceIndex that it is bound to, 0 for none
 * @param receiveQueue bytes; of a listening socket, connections that wait to be accepted
 * @param sendQueue bytes; of a listening socket, how many may wait to be accepted
 * @param retransmits null for protocols that repeat nothing
 * @param timer null when none runs
 * @param options that are set, when they were asked for
 */
public record KernelSocket(
        SocketKind kind,
        @Nullable String localAddress,
        @Nullable Integer localPort,
        @Nullable String remoteAddress,
        @Nullable Integer remotePort,
        @Nullable String state,
        long inode,
        @Nullable Long uid,
        int interfaceIndex,
        @Nullable Long receiveQueue,
        @Nullable Long sendQueue,
        @Nullable Long retransmits,
        @Nullable String timer,
        List<String> options) {

    /** Nested in the row of a process. */
    public Connection connection() {
        return new Connection(
                kind.protocol(),
                kind.family(),
                localAddress,
                localPort,
                remoteAddress,
                remotePort,
                state,
                inode == 0 ? null : inode);
    }
}
