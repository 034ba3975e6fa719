package io.quarry.agent.collect.host.sockets;

import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.KernelLines;
import io.quarry.agent.collect.host.MalformedTextException;
import io.quarry.agent.collect.host.netlink.NetlinkReplies;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Takes any bytes to the parsers of this package; whatever they throw but their one exception is a defect. */
public final class SocketInputs {
    private SocketInputs() {}

    public static void netlink(byte[] data) {
        for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
            ByteBuffer bytes = ByteBuffer.wrap(data).order(order);
            try {
                new NetlinkReplies(1).read(bytes, (type, part, from, end) -> all(part, from, end));
            } catch (MalformedTextException e) {
                continue;
            } catch (StoppedException e) {
                throw new AssertionError(e);
            }
            all(bytes, 0, data.length);
        }
    }

    private static void all(ByteBuffer bytes, int from, int end) {
        for (SocketKind kind : SocketKind.values()) {
            try {
                KernelSocket socket =
                        switch (kind) {
                            case UNIX -> UnixDiag.parse(bytes, from, end);
                            case PACKET -> PacketDiag.parse(bytes, from, end);
                            default -> InetDiag.parse(kind, bytes, from, end, true);
                        };
                socket.connection();
            } catch (MalformedTextException e) {
                continue;
            }
        }
    }

    public static void text(byte[] data) {
        NamespaceMounts.parse(data);
        try {
            KernelLines.each(new ByteArrayInputStream(data), SocketInputs::line);
        } catch (IOException | StoppedException e) {
            throw new AssertionError(e);
        }
    }

    private static void line(byte[] bytes, int from, int end) {
        for (SocketKind kind : SocketKind.values()) {
            try {
                KernelSocket socket =
                        switch (kind) {
                            case UNIX -> ProcNetOther.unix(bytes, from, end);
                            case PACKET -> ProcNetOther.packet(bytes, from, end);
                            default -> new ProcNetInet(kind, ByteOrder.LITTLE_ENDIAN, 100).parse(bytes, from, end);
                        };
                socket.connection();
            } catch (MalformedTextException e) {
                continue;
            }
        }
    }
}
