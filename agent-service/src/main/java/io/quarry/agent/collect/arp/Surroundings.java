package io.quarry.agent.collect.arp;

import io.quarry.agent.collect.arp.NetworkInterface.LocalAddress;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a host knows of itself, against which its neighbours are held. */
final class Surroundings {
    private final Map<Long, NetworkInterface> interfaces;
    private final Set<Hop> gateways;
    private final Set<String> localAddresses = new HashSet<>();

    /** An address on an interface. */
    record Hop(long interfaceIndex, String address) {}

    /** @param gateways next hops of the routes */
    Surroundings(Map<Long, NetworkInterface> interfaces, Set<Hop> gateways) {
        this.interfaces = Map.copyOf(interfaces);
        this.gateways = Set.copyOf(gateways);
        interfaces.values().forEach(one -> one.addresses().forEach(address -> localAddresses.add(address.text())));
    }

    @Nullable
    NetworkInterface find(long index) {
        return interfaces.get(index);
    }

    boolean isGateway(Neighbour neighbour) {
        return gateways.contains(new Hop(neighbour.interfaceIndex(), neighbour.ip()));
    }

    /** Whether it is an address of this host. One of a link is only that on its link: others may have the same. */
    boolean isLocal(Neighbour neighbour) {
        if (!localAddresses.contains(neighbour.ip())) {
            return false;
        }
        NetworkInterface here = interfaces.get(neighbour.interfaceIndex());
        return !neighbour.linkLocal()
                || here != null
                        && here.addresses().stream().anyMatch(a -> a.text().equals(neighbour.ip()));
    }

    boolean isOwnMac(byte[] mac) {
        return interfaces.values().stream().anyMatch(one -> Arrays.equals(one.mac(), mac));
    }

    /** Whether it stands for more than one host. */
    boolean isGroup(Neighbour neighbour) {
        if (neighbour.multicast()) {
            return true;
        }
        NetworkInterface here = interfaces.get(neighbour.interfaceIndex());
        if (here != null) {
            for (LocalAddress address : here.addresses()) {
                if (address.isBroadcast(neighbour.address())) {
                    return true;
                }
            }
        }
        return false;
    }
}
