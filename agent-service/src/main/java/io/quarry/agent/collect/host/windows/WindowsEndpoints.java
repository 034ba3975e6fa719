package io.quarry.agent.collect.host.windows;

import io.quarry.agent.natives.windows.SocketTables;
import io.quarry.agent.natives.windows.WindowsCallException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The kinds of endpoints that are asked for, and their words. */
public enum WindowsEndpoints {
    TCP_IPV4("tcp", "IPv4"),
    TCP_IPV6("tcp", "IPv6"),
    UDP_IPV4("udp", "IPv4"),
    UDP_IPV6("udp", "IPv6");

    /** MIB_TCP_STATE_CLOSED 1 and on, by their names of RFC 9293. */
    private static final String[] STATES = {
        "CLOSED",
        "LISTEN",
        "SYN-SENT",
        "SYN-RECEIVED",
        "ESTABLISHED",
        "FIN-WAIT-1",
        "FIN-WAIT-2",
        "CLOSE-WAIT",
        "CLOSING",
        "LAST-ACK",
        "TIME-WAIT",
        "DELETE-TCB"
    };

    private final String protocol;
    private final String family;

    WindowsEndpoints(String protocol, String family) {
        this.protocol = protocol;
        this.family = family;
    }

    public String protocol() {
        return protocol;
    }

    public String family() {
        return family;
    }

    public List<SocketTables.Endpoint> read() throws WindowsCallException {
        boolean v6 = family.equals("IPv6");
        return protocol.equals("tcp") ? SocketTables.tcp(v6) : SocketTables.udp(v6);
    }

    /** Null for a protocol without states, and for a number that is none. */
    public static @Nullable String state(int state) {
        return state >= 1 && state <= STATES.length ? STATES[state - 1] : null;
    }

    /** Those that are switched on. */
    public static List<WindowsEndpoints> wanted(boolean tcp4, boolean tcp6, boolean udp4, boolean udp6) {
        List<WindowsEndpoints> wanted = new ArrayList<>();
        boolean[] switches = {tcp4, tcp6, udp4, udp6};
        for (WindowsEndpoints kind : values()) {
            if (switches[kind.ordinal()]) {
                wanted.add(kind);
            }
        }
        return wanted;
    }
}
