package io.quarry.agent.collect.network;

import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.sockets.KernelSocket;
import io.quarry.agent.collect.host.sockets.ProcessScan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Sockets whose owner was not seen. They may be younger than the look at the processes, so they wait, up to a thousand, for
 * another look; after two more, which cost as much as the first, what has no owner has none.
 */
final class LateOwners {
    private static final int MOST = 1_000;
    private static final int MOST_LOOKS = 2;

    private final ProcessScan scan;
    private final List<Waiting> waiting = new ArrayList<>();
    private int looks;

    private record Waiting(SocketRows rows, KernelSocket socket) {}

    LateOwners(ProcessScan scan) {
        this.scan = scan;
    }

    /** @return false when there is no use in waiting */
    boolean hold(SocketRows rows, KernelSocket socket) throws StoppedException {
        if (looks == MOST_LOOKS || socket.inode() == 0) {
            return false;
        }
        waiting.add(new Waiting(rows, socket));
        if (waiting.size() == MOST) {
            settle();
        }
        return true;
    }

    /** Looks again for the owners of those that wait, and hands over their rows. */
    void settle() throws StoppedException {
        if (waiting.isEmpty()) {
            return;
        }
        looks++;
        try {
            scan.again();
        } catch (IOException e) {
            looks = MOST_LOOKS; // the process file system is gone: nobody is to be found
        }
        for (Waiting one : waiting) {
            one.rows.write(one.socket);
        }
        waiting.clear();
    }
}
