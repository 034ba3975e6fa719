package io.quarry.agent.collect.host.netlink;

import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.MalformedTextException;
import io.quarry.agent.natives.linux.KernelCallException;
import io.quarry.agent.natives.linux.NetlinkSocket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Asks the kernel to list something, and hands on what it lists. */
public final class NetlinkDump {
    private static final int HEADER = 16;
    private static final short NLM_F_REQUEST_DUMP = 0x301;

    private final NetlinkSocket socket;
    private int sequence;

    public NetlinkDump(NetlinkSocket socket) {
        this.socket = socket;
    }

    /**
     * @param kind of the request
     * @param body behind the header
     * @return whether the list is of one moment; if not, entries may be missing or double
     * @throws KernelCallException when the kernel does not list it, or stops in the middle
     * @throws MalformedTextException when it is no netlink that comes back
     */
    public boolean list(int kind, byte[] body, NetlinkReplies.Messages messages)
            throws KernelCallException, MalformedTextException, StoppedException {
        sequence++;
        ByteBuffer request = ByteBuffer.allocate(HEADER + body.length).order(ByteOrder.nativeOrder());
        request.putInt(HEADER + body.length).putShort((short) kind).putShort(NLM_F_REQUEST_DUMP);
        request.putInt(sequence).putInt(0).put(body);
        socket.send(request.array());
        NetlinkReplies replies = new NetlinkReplies(sequence);
        while (!replies.done()) {
            replies.read(socket.receive(), messages);
        }
        if (replies.errno() != 0) {
            throw new KernelCallException("netlink request " + kind, replies.errno());
        }
        return !replies.interrupted();
    }
}
