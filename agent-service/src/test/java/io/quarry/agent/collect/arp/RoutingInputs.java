package io.quarry.agent.collect.arp;

import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.MalformedTextException;
import io.quarry.agent.collect.host.netlink.Link;
import io.quarry.agent.collect.host.netlink.NetlinkReplies;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;

/** Takes any bytes to the parsers of this package; whatever they throw but their one exception is a defect. */
public final class RoutingInputs {
    private RoutingInputs() {}

    private interface Parser {
        void parse(ByteBuffer bytes, int from, int end) throws MalformedTextException;
    }

    private static final Parser[] PARSERS = {
        NeighbourMessage::parse,
        AddressMessage::parse,
        Link::parse,
        (bytes, from, end) -> RouteMessage.parse(bytes, from, end, new HashSet<>())
    };

    public static void netlink(byte[] data) {
        ByteBuffer bytes = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
        try {
            new NetlinkReplies(1).read(bytes, (type, part, from, end) -> all(part, from, end));
            all(bytes, 0, data.length);
        } catch (MalformedTextException e) {
            all(bytes, 0, data.length);
        } catch (StoppedException e) {
            throw new AssertionError(e);
        }
    }

    private static void all(ByteBuffer bytes, int from, int end) {
        for (Parser parser : PARSERS) {
            try {
                parser.parse(bytes, from, end);
            } catch (MalformedTextException e) {
                continue;
            }
        }
    }
}
