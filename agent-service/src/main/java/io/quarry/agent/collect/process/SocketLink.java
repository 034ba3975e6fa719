package io.quarry.agent.collect.process;

import io.quarry.agent.collect.host.ByteCursor;
import io.quarry.agent.collect.host.MalformedTextException;

/** What the descriptor of a socket leads to: {@code socket:[inode]}. */
final class SocketLink {
    private SocketLink() {}

    /** @return 0 when it is no socket */
    static long inode(byte[] link, int length) {
        ByteCursor in = new ByteCursor(link, 0, length);
        if (in.peek() != 's' || !in.take("socket:[")) {
            return 0;
        }
        try {
            return Math.max(0, in.decimal());
        } catch (MalformedTextException e) {
            return 0;
        }
    }
}
