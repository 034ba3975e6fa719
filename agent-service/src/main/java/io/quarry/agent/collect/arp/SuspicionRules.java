package io.quarry.agent.collect.arp;

import io.quarry.jobs.ArpSuspicion;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What makes an entry of the cache suspicious, on any operating system. An entry that is not resolved never is, nor is the
 * address of a virtual router that it moves or answers for several addresses.
 */
final class SuspicionRules {
    private final Surroundings surroundings;
    private final SharedMacs shared;

    SuspicionRules(Surroundings surroundings, SharedMacs shared) {
        this.surroundings = surroundings;
        this.shared = shared;
    }

    /**
     * @param before the gateway's link address when the agent last looked; null for others, and when it never did
     * @return reasons, in the order of the list in the job's file; empty when it is clean
     */
    List<ArpSuspicion> of(Neighbour neighbour, @Nullable String before) {
        byte[] mac = neighbour.mac();
        NetworkInterface here = surroundings.find(neighbour.interfaceIndex());
        if (mac == null || mac.length != Mac.BYTES || here != null && !here.resolves()) {
            return List.of();
        }
        List<ArpSuspicion> reasons = new ArrayList<>(0);
        if (!Mac.isVirtualRouter(mac)) {
            boolean declared = here != null && here.proxies();
            if (!declared && shared.shared(neighbour, mac)) {
                reasons.add(ArpSuspicion.DUPLICATE_MAC);
            }
            if (before != null && !before.equals(Mac.text(mac))) {
                reasons.add(ArpSuspicion.GATEWAY_MAC_CHANGED);
            }
            if (surroundings.isLocal(neighbour) && !surroundings.isOwnMac(mac)) {
                reasons.add(ArpSuspicion.LOCAL_IP_FOREIGN_MAC);
            }
        }
        if (Mac.isGroup(mac) && !surroundings.isGroup(neighbour)) {
            reasons.add(ArpSuspicion.MULTICAST_OR_BROADCAST_MAC);
        }
        if (Mac.isZero(mac)) {
            reasons.add(ArpSuspicion.ZERO_MAC);
        }
        return reasons;
    }
}
