package io.quarry.agent.collect.arp;

import java.util.HashMap;
import java.util.Map;

/**
 * Which link addresses answer for several IPv4 addresses of an interface, one of them a gateway or this host's own. The cache
 * is gone through twice, so that only these few are kept, however many neighbours there are.
 */
final class SharedMacs {
    private static final int MOST = 100_000;

    private final Surroundings surroundings;
    private final Map<Key, Integer> addresses = new HashMap<>();

    private record Key(long interfaceIndex, String mac) {}

    SharedMacs(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** First time through: remembers the link addresses that matter. */
    void note(Neighbour neighbour) {
        byte[] mac = neighbour.mac();
        if (mac != null
                && counts(neighbour, mac)
                && addresses.size() < MOST
                && (surroundings.isGateway(neighbour) || surroundings.isLocal(neighbour))) {
            addresses.put(key(neighbour, mac), 0);
        }
    }

    boolean empty() {
        return addresses.isEmpty();
    }

    /** Second time through: counts for how many addresses they answer. */
    void count(Neighbour neighbour) {
        byte[] mac = neighbour.mac();
        if (mac != null && counts(neighbour, mac)) {
            addresses.computeIfPresent(key(neighbour, mac), (key, count) -> count + 1);
        }
    }

    boolean shared(Neighbour neighbour, byte[] mac) {
        return counts(neighbour, mac) && addresses.getOrDefault(key(neighbour, mac), 0) > 1;
    }

    private boolean counts(Neighbour neighbour, byte[] mac) {
        return neighbour.v4()
                && mac.length == Mac.BYTES
                && !Mac.isZero(mac)
                && !Mac.isGroup(mac)
                && !surroundings.isGroup(neighbour);
    }

    private static Key key(Neighbour neighbour, byte[] mac) {
        return new Key(neighbour.interfaceIndex(), Mac.text(mac));
    }
}
