package io.quarry.agent.collect.arp;

import io.quarry.agent.collect.host.MalformedTextException;
import io.quarry.agent.collect.host.netlink.NetlinkAttributes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the kernel's neighbour tables: struct ndmsg of rtnetlink(7).
 *
 * @param state NUD_* of linux/neighbour.h
 * @param flags NTF_* of linux/neighbour.h
 */
record NeighbourMessage(Neighbour neighbour, int state, int flags) {
    static final int RTM_NEWNEIGH = 28;
    static final int RTM_GETNEIGH = 30;

    private static final int SIZE = 12;
    private static final int INDEX = 4;
    private static final int STATE = 8;
    private static final int FLAGS = 10;
    private static final int NDA_DST = 1;
    private static final int NDA_LLADDR = 2;
    private static final int NTF_PROXY = 0x08;
    private static final int NTF_ROUTER = 0x80;

    private static final int NUD_NOARP = 0x40;
    private static final int NUD_PERMANENT = 0x80;
    private static final String[] STATES = {
        "INCOMPLETE", "REACHABLE", "STALE", "DELAY", "PROBE", "FAILED", "NOARP", "PERMANENT"
    };

    static byte[] request(int family) {
        return ByteBuffer.allocate(SIZE).put((byte) family).array();
    }

    /** For the list of addresses that this host answers for in place of others. */
    static byte[] proxyRequest(int family) {
        return ByteBuffer.allocate(SIZE)
                .order(ByteOrder.nativeOrder())
                .put((byte) family)
                .put(FLAGS, (byte) NTF_PROXY)
                .array();
    }

    /** Empty for what is no neighbour of the internet; @throws MalformedTextException when it is no such message */
    static Optional<NeighbourMessage> parse(ByteBuffer bytes, int from, int end) throws MalformedTextException {
        if (end - from < SIZE) {
            throw new MalformedTextException("a neighbour", from);
        }
        byte[] address = null;
        byte[] mac = null;
        NetlinkAttributes attributes = new NetlinkAttributes(bytes, from + SIZE, end);
        while (attributes.next()) {
            switch (attributes.kind()) {
                case NDA_DST -> address = attributes.value();
                case NDA_LLADDR -> mac = attributes.value();
                default -> {}
            }
        }
        if (address == null || address.length != 4 && address.length != 16) {
            return Optional.empty();
        }
        Neighbour neighbour =
                Neighbour.of(bytes.getInt(from + INDEX), address, mac == null || mac.length == 0 ? null : mac);
        return Optional.of(
                new NeighbourMessage(neighbour, bytes.getShort(from + STATE) & 0xffff, bytes.get(from + FLAGS) & 0xff));
    }

    /** The same as every operating system has it. */
    CacheEntry entry() {
        return new CacheEntry(neighbour, stateName(), type(), router());
    }

    /** Null when it has none yet. */
    @Nullable
    String stateName() {
        int bit = Integer.numberOfTrailingZeros(state);
        return bit < STATES.length ? STATES[bit] : null;
    }

    String type() {
        return (state & NUD_PERMANENT) != 0 ? "STATIC" : (state & NUD_NOARP) != 0 || state == 0 ? "OTHER" : "DYNAMIC";
    }

    boolean router() {
        return (flags & NTF_ROUTER) != 0;
    }
}
