package io.quarry.agent.collect.host.sockets;

import io.quarry.agent.collect.host.ByteCursor;
import io.quarry.agent.collect.host.KernelText;
import io.quarry.agent.collect.host.MalformedTextException;
import java.util.ArrayList;
import java.util.List;

/**
 * A line of {@code /proc/net/unix} or {@code /proc/net/packet}, see proc_pid_net(5). The kernel writes a unix socket's name
 * as it is, so whoever binds one can forge lines here: another reason why this is only the fallback.
 */
final class ProcNetOther {
    private static final int ACCEPTS = 0x10000;
    private static final int CONNECTED = 3;
    private static final int CONNECTING = 2;
    private static final int ESTABLISHED = 1;
    private static final int SYN_SENT = 2;

    private ProcNetOther() {}

    /** @throws MalformedTextException when it is no such line */
    static KernelSocket unix(byte[] line, int from, int end) throws MalformedTextException {
        ByteCursor in = new ByteCursor(line, from, end);
        in.skipField(); // address in the kernel
        in.skipField(); // references
        in.skipField(); // protocol
        long flags = hexadecimal(in);
        int type = (int) hexadecimal(in);
        int state = (int) hexadecimal(in);
        long inode = in.decimal();
        List<String> options = new ArrayList<>(2);
        options.add(UnixDiag.type(type));
        String path = null;
        if (end - in.position() > 1) {
            path = KernelText.decode(line, in.position() + 1, end);
        }
        return UnixDiag.socket(path, UnixDiag.state(type, state(flags, state)), inode, null, null, null, options);
    }

    private static int state(long flags, int state) {
        if ((flags & ACCEPTS) != 0) {
            return SocketStates.LISTENING;
        }
        return state == CONNECTED ? ESTABLISHED : state == CONNECTING ? SYN_SENT : SocketStates.CLOSED;
    }

    /** @throws MalformedTextException when it is no such line */
    static KernelSocket packet(byte[] line, int from, int end) throws MalformedTextException {
        ByteCursor in = new ByteCursor(line, from, end);
        in.skipField(); // address in the kernel
        in.skipField(); // references
        int type = in.small();
        int protocol = (int) hexadecimal(in) & 0xffff;
        int index = in.small();
        in.skipField(); // running
        long receive = in.decimal();
        long uid = in.decimal();
        long inode = in.decimal();
        return PacketDiag.socket(index, inode, uid, receive, null, PacketDiag.options(type, protocol));
    }

    private static long hexadecimal(ByteCursor in) throws MalformedTextException {
        in.skipBlanks();
        return in.hexadecimal();
    }
}
