package io.quarry.agent.collect.host.sockets;

import org.jspecify.annotations.Nullable;

/** The kernel's numbers of net/tcp_states.h by their names in RFC 9293. */
public final class SocketStates {
    public static final String LISTEN = "LISTEN";
    public static final String TIME_WAIT = "TIME-WAIT";

    static final int CLOSED = 7;
    static final int LISTENING = 10;

    private static final String[] NAMES = {
        null,
        "ESTABLISHED",
        "SYN-SENT",
        "SYN-RECEIVED",
        "FIN-WAIT-1",
        "FIN-WAIT-2",
        TIME_WAIT,
        "CLOSED",
        "CLOSE-WAIT",
        "LAST-ACK",
        LISTEN,
        "CLOSING",
        "SYN-RECEIVED", // not a socket yet, a request for one
        "CLOSED" // bound, but neither listening nor connected
    };

    private SocketStates() {}

    /** Null for a number that this version does not know. */
    static @Nullable String name(int state) {
        return state > 0 && state < NAMES.length ? NAMES[state] : null;
    }
}
