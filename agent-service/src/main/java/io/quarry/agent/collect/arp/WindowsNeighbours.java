package io.quarry.agent.collect.arp;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.arp.NetworkInterface.LocalAddress;
import io.quarry.agent.collect.arp.Surroundings.Hop;
import io.quarry.agent.collect.host.InternetAddress;
import io.quarry.agent.collect.host.windows.WindowsProblems;
import io.quarry.agent.natives.windows.NeighbourCache;
import io.quarry.agent.natives.windows.WindowsCallException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The neighbours of a Windows host, both families asked for apart: one may fail and the other not. */
final class WindowsNeighbours implements CacheSource {
    private static final int LOOPBACK = 24; // IF_TYPE_SOFTWARE_LOOPBACK of ipifcons.h
    private static final int PPP = 23; // IF_TYPE_PPP
    private static final int PERMANENT = 6; // NlnsPermanent
    /** NL_NEIGHBOR_STATE of nldef.h, which has one word for entries that failed. */
    private static final String[] STATES = {"FAILED", "INCOMPLETE", "PROBE", "DELAY", "STALE", "REACHABLE", "PERMANENT"
    };

    private final FindingSink<?> sink;
    private final List<CacheEntry> entries = new ArrayList<>();

    WindowsNeighbours(FindingSink<?> sink) {
        this.sink = sink;
        for (boolean v6 : new boolean[] {false, true}) {
            try {
                NeighbourCache.neighbours(v6).forEach(neighbour -> entries.add(entry(neighbour)));
            } catch (WindowsCallException e) {
                sink.problem(WindowsProblems.of(v6 ? "neighbours over IPv6" : "neighbours over IPv4", e));
            }
        }
    }

    static CacheEntry entry(NeighbourCache.Neighbour neighbour) {
        String state = neighbour.state() >= 0 && neighbour.state() < STATES.length ? STATES[neighbour.state()] : null;
        byte[] mac = neighbour.link().length == 0 || "INCOMPLETE".equals(state) ? null : neighbour.link();
        return new CacheEntry(
                Neighbour.of(neighbour.interfaceIndex(), neighbour.address(), unresolved(state, mac) ? null : mac),
                state,
                neighbour.state() == PERMANENT ? "STATIC" : "DYNAMIC",
                neighbour.router());
    }

    /** An entry that failed keeps zeros where its address would be. */
    private static boolean unresolved(@Nullable String state, byte @Nullable [] mac) {
        return mac != null && "FAILED".equals(state) && Mac.isZero(mac);
    }

    @Override
    public Surroundings surroundings() throws WindowsCallException {
        Map<Long, NetworkInterface> interfaces = new HashMap<>();
        for (NeighbourCache.Adapter adapter : NeighbourCache.adapters()) {
            NetworkInterface described = describe(adapter);
            interfaces.put(adapter.index(), described);
            interfaces.putIfAbsent(adapter.index6(), described);
        }
        Set<Hop> hops = new HashSet<>();
        for (boolean v6 : new boolean[] {false, true}) {
            try {
                NeighbourCache.hops(v6)
                        .forEach(hop -> hops.add(new Hop(hop.interfaceIndex(), InternetAddress.text(hop.address()))));
            } catch (WindowsCallException e) {
                sink.problem(WindowsProblems.of(v6 ? "routes over IPv6" : "routes over IPv4", e));
            }
        }
        return new Surroundings(interfaces, hops);
    }

    private static NetworkInterface describe(NeighbourCache.Adapter adapter) {
        List<LocalAddress> addresses = new ArrayList<>();
        for (NeighbourCache.Address address : adapter.addresses()) {
            addresses.add(
                    new LocalAddress(InternetAddress.text(address.address()), address.address(), address.prefix()));
        }
        byte[] mac = adapter.link().length == 0 ? null : adapter.link();
        boolean resolves = mac != null && adapter.type() != LOOPBACK && adapter.type() != PPP;
        return new NetworkInterface(adapter.index(), adapter.name(), mac, resolves, false, addresses);
    }

    @Override
    public void each(Taker taker) throws StoppedException {
        for (CacheEntry entry : entries) {
            taker.entry(entry);
        }
    }

    @Override
    public String network() {
        return "host";
    }
}
