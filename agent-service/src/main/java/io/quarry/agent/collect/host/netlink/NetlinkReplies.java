package io.quarry.agent.collect.host.netlink;

import io.quarry.agent.collect.StoppedException;
import io.quarry.agent.collect.host.MalformedTextException;
import java.nio.ByteBuffer;

/** Takes a datagram apart into its messages, struct nlmsghdr of netlink(7). */
public final class NetlinkReplies {
    private static final int HEADER = 16;
    private static final int KIND = 4;
    private static final int FLAGS = 6;
    private static final int SEQUENCE = 8;
    private static final int PADDING = 3;
    private static final int NLMSG_ERROR = 2;
    private static final int NLMSG_DONE = 3;
    private static final int NLMSG_OVERRUN = 4;
    private static final int LEAST_KIND = 0x10;
    private static final int NLM_F_DUMP_INTR = 0x10;
    private static final int EIO = 5;

    private final int sequence;
    private boolean done;
    private boolean interrupted;
    private int errno;

    /** Takes what a dump is made of. */
    public interface Messages {
        /**
         * @param bytes lies from {@code from} to {@code end}, good until this returns
         * @param from behind the message's header
         */
        void message(int kind, ByteBuffer bytes, int from, int end) throws StoppedException;
    }

    /** @param sequence of the request; what answers another one is passed over */
    public NetlinkReplies(int sequence) {
        this.sequence = sequence;
    }

    /**
     * @param datagram from 0 to its limit
     * @throws MalformedTextException when a message's length is not possible; those before it were handed over
     */
    public void read(ByteBuffer datagram, Messages messages) throws MalformedTextException, StoppedException {
        int at = 0;
        int limit = datagram.limit();
        while (limit - at >= HEADER && !done) {
            int length = datagram.getInt(at);
            if (length < HEADER || length > limit - at) {
                throw new MalformedTextException("a netlink message", at);
            }
            if (datagram.getInt(at + SEQUENCE) == sequence) {
                one(datagram, at, at + length, messages);
            }
            at += Math.min(length + PADDING & ~PADDING, limit - at);
        }
    }

    private void one(ByteBuffer datagram, int at, int end, Messages messages) throws StoppedException {
        int kind = datagram.getShort(at + KIND) & 0xffff;
        interrupted |= (datagram.getShort(at + FLAGS) & NLM_F_DUMP_INTR) != 0;
        int from = at + HEADER;
        if (kind >= LEAST_KIND) {
            messages.message(kind, datagram, from, end);
        } else if (kind == NLMSG_DONE || kind == NLMSG_ERROR) {
            done = true;
            errno = end - from >= Integer.BYTES ? -datagram.getInt(from) : 0; // the kernel writes it negated
        } else if (kind == NLMSG_OVERRUN) {
            done = true;
            errno = EIO;
        }
    }

    /** Whether the last message of the answer came. */
    public boolean done() {
        return done;
    }

    /** What it changed under was listed meanwhile: entries may be missing or double. */
    public boolean interrupted() {
        return interrupted;
    }

    /** Why the answer ended early, a number of errno(3); 0 when it is whole. */
    public int errno() {
        return errno;
    }
}
