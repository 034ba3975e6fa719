package io.quarry.agent.collect.arp;

import io.quarry.agent.collect.FindingSink;
import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.arp.NetworkInterface.LocalAddress;
import io.quarry.agent.collect.arp.Surroundings.Hop;
import io.quarry.agent.collect.host.MalformedTextException;
import io.quarry.agent.collect.host.netlink.Link;
import io.quarry.agent.collect.host.netlink.NetlinkDump;
import io.quarry.agent.natives.linux.KernelCallException;
import io.quarry.agent.natives.linux.NetlinkSocket;
import io.quarry.model.Problem;
import io.quarry.model.ProblemReason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the kernel knows of neighbours, interfaces, addresses and routes, by rtnetlink(7). */
final class NeighbourTables implements CacheSource {
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int MOST_HOPS = 100_000;
    private static final int MOST_TRIES = 3;
    private static final int MOST_SAID = 20;
    private static final String FIRST_NAMESPACE = "net:[4026531833]"; // PROC_NET_INIT_INO of linux/nsfs.h

    private final NetlinkDump dump;
    private final Path proc;
    private final FindingSink<?> sink;
    private int malformed;

    private interface Part {
        void parse(ByteBuffer bytes, int from, int end) throws MalformedTextException, StoppedException;
    }

    NeighbourTables(NetlinkSocket socket, Path proc, FindingSink<?> sink) {
        this.dump = new NetlinkDump(socket);
        this.proc = proc;
        this.sink = sink;
    }

    @Override
    public void each(Taker taker) throws KernelCallException, MalformedTextException, StoppedException {
        for (int family : new int[] {AF_INET, AF_INET6}) {
            each(NeighbourMessage.request(family), family, taker);
        }
    }

    private void each(byte[] request, int family, Taker taker)
            throws KernelCallException, MalformedTextException, StoppedException {
        int wanted = family == AF_INET ? 4 : 16;
        list(NeighbourMessage.RTM_GETNEIGH, request, NeighbourMessage.RTM_NEWNEIGH, (bytes, from, end) -> {
            NeighbourMessage entry = NeighbourMessage.parse(bytes, from, end).orElse(null);
            if (entry != null && entry.neighbour().address().length == wanted) {
                taker.entry(entry.entry());
            }
        });
    }

    @Override
    public Surroundings surroundings() throws KernelCallException, MalformedTextException, StoppedException {
        Map<Integer, Link> links = new HashMap<>();
        stable("interfaces", Link.RTM_GETLINK, Link.request(), Link.RTM_NEWLINK, (bytes, from, end) -> {
            Link link = Link.parse(bytes, from, end);
            links.put(link.index(), link);
        });
        Map<Long, Set<LocalAddress>> addresses = new HashMap<>();
        byte[] request = AddressMessage.request();
        stable(
                "addresses",
                AddressMessage.RTM_GETADDR,
                request,
                AddressMessage.RTM_NEWADDR,
                (bytes, from, end) -> AddressMessage.parse(bytes, from, end).ifPresent(found -> addresses
                        .computeIfAbsent(found.interfaceIndex(), i -> new LinkedHashSet<>())
                        .add(found.address())));
        Set<Long> proxied = new HashSet<>();
        each(
                NeighbourMessage.proxyRequest(AF_INET),
                AF_INET,
                entry -> proxied.add(entry.neighbour().interfaceIndex()));
        Map<Long, NetworkInterface> interfaces = new HashMap<>();
        links.values()
                .forEach(link -> interfaces.put(
                        (long) link.index(),
                        describe(link, proxied, addresses.getOrDefault((long) link.index(), Set.of()))));
        return new Surroundings(interfaces, gateways());
    }

    private NetworkInterface describe(Link link, Set<Long> proxied, Set<LocalAddress> addresses) {
        byte[] mac = link.address();
        boolean proxies = proxied.contains((long) link.index()) || declared("all") || declared(link.name());
        return new NetworkInterface(
                link.index(),
                link.name(),
                mac == null || mac.length == 0 ? null : mac,
                link.resolves(),
                proxies,
                new ArrayList<>(addresses));
    }

    /** Whether proxy ARP is switched on, also between the hosts of one private VLAN; see ip-sysctl of the kernel. */
    private boolean declared(String name) {
        try {
            Path settings = proc.resolve("sys/net/ipv4/conf").resolve(name);
            for (String setting : List.of("proxy_arp", "proxy_arp_pvlan")) {
                if (Files.readString(settings.resolve(setting)).startsWith("1")) {
                    return true;
                }
            }
            return false;
        } catch (IOException | IllegalArgumentException e) {
            return false; // an interface without IPv4, or one that is gone
        }
    }

    private Set<Hop> gateways() throws KernelCallException, MalformedTextException, StoppedException {
        Set<Hop> hops = new HashSet<>();
        for (int family : new int[] {AF_INET, AF_INET6}) {
            byte[] request = RouteMessage.request(family);
            stable("routes", RouteMessage.RTM_GETROUTE, request, RouteMessage.RTM_NEWROUTE, (bytes, from, end) -> {
                if (hops.size() < MOST_HOPS) {
                    RouteMessage.parse(bytes, from, end, hops);
                }
            });
        }
        if (hops.size() >= MOST_HOPS) {
            sink.problem(new Problem("routes", ProblemReason.LIMIT, "only " + MOST_HOPS + " gateways are known"));
        }
        return hops;
    }

    /** Lists what goes into a set, again when it changed meanwhile. */
    private void stable(String what, int kind, byte[] request, int reply, Part part)
            throws KernelCallException, MalformedTextException, StoppedException {
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            if (list(kind, request, reply, part)) {
                return;
            }
        }
        sink.problem(new Problem(what, ProblemReason.CHANGED_WHILE_READ, "some may be missing"));
    }

    private boolean list(int kind, byte[] request, int reply, Part part)
            throws KernelCallException, MalformedTextException, StoppedException {
        return dump.list(kind, request, (type, bytes, from, end) -> {
            if (type == reply) {
                try {
                    part.parse(bytes, from, end);
                } catch (MalformedTextException e) {
                    if (++malformed <= MOST_SAID) {
                        sink.problem(new Problem("rtnetlink", ProblemReason.MALFORMED, e.getMessage()));
                    }
                }
            }
            sink.checkpoint();
        });
    }

    /** {@code host}, or the namespace's inode. */
    @Override
    public String network() {
        try {
            Path own = Files.readSymbolicLink(proc.resolve("thread-self/ns/net"));
            return own.endsWith(FIRST_NAMESPACE) || own.equals(ofTheFirstProcess()) ? "host" : own.toString();
        } catch (IOException e) {
            return "host";
        }
    }

    private Path ofTheFirstProcess() {
        try {
            return Files.readSymbolicLink(proc.resolve("1/ns/net"));
        } catch (IOException e) {
            return Path.of(FIRST_NAMESPACE); // not ours to see
        }
    }
}
