package io.quarry.agent.collect.host.sockets;

import org.jspecify.annotations.Nullable;

/** The timer that runs for a TCP socket, as sock_diag(7) and proc_pid_net(5) number it. */
final class SocketTimer {
    private static final int RETRANSMIT = 1;
    private static final int KEEPALIVE = 2;
    private static final int TIME_WAIT = 3;
    private static final int PROBE = 4;

    private SocketTimer() {}

    /** @param millis until it ends, negative when that has passed; @return null when none runs */
    static @Nullable String text(int timer, long millis) {
        String name =
                switch (timer) {
                    case 0 -> null;
                    case RETRANSMIT -> "RETRANSMIT";
                    case KEEPALIVE -> "KEEPALIVE";
                    case TIME_WAIT -> "TIME_WAIT";
                    case PROBE -> "PROBE";
                    default -> "TIMER " + timer;
                };
        return name == null ? null : name + " in " + Math.max(millis, 0) + " ms";
    }

    /** What waits to be acknowledged was sent again so often; the kernel counts probes in the same place. */
    static long retransmits(int timer, int count) {
        return timer == RETRANSMIT ? count : 0;
    }
}
