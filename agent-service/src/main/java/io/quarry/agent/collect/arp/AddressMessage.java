package io.quarry.agent.collect.arp;

import io.quarry.agent.collect.arp.NetworkInterface.LocalAddress;
import io.quarry.agent.collect.host.InternetAddress;
import io.quarry.agent.collect.host.MalformedTextException;
import io.quarry.agent.collect.host.netlink.NetlinkAttributes;
import java.nio.ByteBuffer;
import java.util.Optional;

/** An address of the host: struct ifaddrmsg of rtnetlink(7). */
record AddressMessage(long interfaceIndex, LocalAddress address) {
    static final int RTM_NEWADDR = 20;
    static final int RTM_GETADDR = 22;

    private static final int SIZE = 8;
    private static final int PREFIX = 1;
    private static final int INDEX = 4;
    private static final int IFA_ADDRESS = 1;
    private static final int IFA_LOCAL = 2;

    static byte[] request() {
        return new byte[SIZE];
    }

    /** Empty for other families; @throws MalformedTextException when it is no such message */
    static Optional<AddressMessage> parse(ByteBuffer bytes, int from, int end) throws MalformedTextException {
        if (end - from < SIZE) {
            throw new MalformedTextException("an address", from);
        }
        byte[] network = null;
        byte[] local = null;
        NetlinkAttributes attributes = new NetlinkAttributes(bytes, from + SIZE, end);
        while (attributes.next()) {
            switch (attributes.kind()) {
                case IFA_ADDRESS -> network = attributes.value(); // of a point-to-point link: the other end
                case IFA_LOCAL -> local = attributes.value();
                default -> {}
            }
        }
        network = network == null ? local : network;
        local = local == null ? network : local;
        int prefix = bytes.get(from + PREFIX) & 0xff;
        if (network == null || local == null || !internet(network) || !internet(local)) {
            return Optional.empty();
        }
        if (prefix > network.length * Byte.SIZE) {
            throw new MalformedTextException("the length of a network's prefix", from + PREFIX);
        }
        LocalAddress address = new LocalAddress(InternetAddress.text(local), network, prefix);
        return Optional.of(new AddressMessage(bytes.getInt(from + INDEX), address));
    }

    private static boolean internet(byte[] address) {
        return address.length == InternetAddress.V4_BYTES || address.length == InternetAddress.V6_BYTES;
    }
}
